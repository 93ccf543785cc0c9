// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FailureAnswer, Session } from '@/lib/door-schema';
import type { ExecResult } from '@/lib/exec-schema';
import type { ObjectId } from '@/lib/object-id';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { TerminalStore } from '../terminal/terminal-store';
import { ExecDrawer } from './exec-drawer';
import { useRuns } from './use-runs';

const snapshot = snapshotOf({
  observer: { pid: 900, uid: 0, capabilities: 'ff', namespaces: { net: 10, pid: 12 } },
  namespaces: [{ type: 'net', ino: 30, id: '9' }],
  processes: [{ pid: 70, container: 'podman:c1', namespaces: { net: 30, pid: 31 } }],
  containers: [{ id: 'c1', name: 'web' }],
});
const allowed: Session = { execRefused: null, readOnly: false, privileged: true, fullViewCommand: null, version: '0' };
const result: ExecResult = { code: 0, signal: null, stdout: 'hello\n', stderr: '', truncated: false, timedOut: false, durationMs: 12, nsenter: 'nsenter --target 70 --net -- ip addr' };

const terminals = new TerminalStore();
const sent = vi.fn<(body: unknown) => void>();
let answer: [number, ExecResult | FailureAnswer];

beforeEach(() => {
  answer = [200, result];
  sent.mockClear();
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    sent(JSON.parse(body));
    return Promise.resolve(new Response(JSON.stringify(answer[1]), { status: answer[0] }));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Drawer({ target, session }: { target: ObjectId | null; session: Session }) {
  return <ExecDrawer snapshot={snapshot} target={target} session={session} runs={useRuns(undefined)} terminals={terminals} onClose={() => undefined} />;
}
function open(session: Session = allowed, target: ObjectId | null = 'container/podman:c1') {
  render(<Drawer target={target} session={session} />);
}
function type(line: string) {
  fireEvent.change(screen.getByRole('textbox', { name: 'Command' }), { target: { value: line } });
}
function wordsOnScreen(): string[] {
  return within(screen.getByRole('list', { name: 'As the kernel gets it' })).getAllByRole('listitem').map(({ textContent }) => textContent);
}

describe('the exec panel', () => {
  it('asks for exactly what it shows, and shows what came back', async () => {
    open();
    type(`ip -j "a b"`);
    expect(wordsOnScreen()).toEqual(['ip', '-j', 'a b']);
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText('hello')).toBeTruthy();
    expect(screen.getAllByText('exit 0').length).toBeGreaterThan(0);
    expect(sent).toHaveBeenCalledWith(expect.objectContaining({ target: 'container/podman:c1', types: ['net'], argv: ['ip', '-j', 'a b'], as: 'target' }));
  });

  it('shows what has to be confirmed on the host while it waits, then what came of it', async () => {
    open();
    let write: (line: object) => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        write = (line) => controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
        write({ kind: 'waiting', waiting: { number: 4821, command: 'sudo npx nsatlas approve 4821' } });
      },
    });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { headers: { 'content-type': 'application/x-ndjson' } })));
    type('id');
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText('sudo npx nsatlas approve 4821')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Give up' })).toBeTruthy();
    write({ kind: 'done', result });
    expect(await screen.findByText('hello')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Give up' })).toBeNull();
  });

  it('joins like the container all in which it differs from the host', async () => {
    open();
    fireEvent.click(screen.getByRole('radio', { name: 'Like the container' }));
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Command' }), { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(sent).toHaveBeenCalledWith(expect.objectContaining({ types: ['net', 'pid'] })));
  });

  it('gives the line to a shell only when asked to', async () => {
    open();
    type('ps | wc -l');
    expect(wordsOnScreen()).toEqual(['ps', '|', 'wc', '-l']);
    fireEvent.click(screen.getByRole('checkbox', { name: 'Run it in sh -c' }));
    expect(wordsOnScreen()).toEqual(['sh', '-c', 'ps | wc -l']);
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    await waitFor(() => expect(sent).toHaveBeenCalledWith(expect.objectContaining({ argv: ['sh', '-c', 'ps | wc -l'] })));
  });

  it('does not run while a quote is open or no namespace is chosen', () => {
    open();
    type(`echo "a`);
    expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true);
    type('echo a');
    expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', false);
    fireEvent.click(screen.getByRole('radio', { name: 'Custom' }));
    fireEvent.click(screen.getByRole('checkbox', { name: /^net/ }));
    expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true);
  });

  it('shows the nsenter line that does the same', () => {
    open();
    expect(screen.getByText('nsenter --target 70 --net -- ip addr')).toBeTruthy();
  });

  it('tells which system calls are about to happen', () => {
    open();
    expect(screen.getByText('The system calls: setns, clone, unshare')).toBeTruthy();
    expect(screen.getByText('setns(pidfd, CLONE_NEWNET)')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'unshare(2)', hidden: true }).getAttribute('href')).toContain('man2/unshare.2');
  });

  it('keeps a pasted line whole that goes on behind a backslash', () => {
    open();
    fireEvent.paste(screen.getByRole('textbox', { name: 'Command' }), { clipboardData: { getData: () => 'podman exec \\\n  web id' } });
    expect(screen.getByText('This is a line of podman exec.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Use it' }));
    expect(wordsOnScreen()).toEqual(['id']);
    expect(sent).not.toHaveBeenCalled();
  });

  it('when refused says why, does not run, and still shows the line for doing it by hand', () => {
    open({ ...allowed, execRefused: 'This token may only look.' });
    expect(screen.getByText('This token may only look.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true);
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Command' }), { key: 'Enter', ctrlKey: true });
    expect(sent).not.toHaveBeenCalled();
    expect(screen.getByText('nsenter --target 70 --net -- ip addr')).toBeTruthy();
  });

  it('where nsatlas only looks shows the line for doing it by hand, and nothing that would run', () => {
    open({ ...allowed, execRefused: 'Started with --read-only.', readOnly: true });
    expect(screen.getByText('This nsatlas only looks')).toBeTruthy();
    expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual(['By hand']);
    for (const name of [/^Run/, /Terminal/]) expect(screen.queryByRole('button', { name })).toBeNull();
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Command' }), { key: 'Enter', ctrlKey: true });
    fireEvent.submit(screen.getByRole('textbox', { name: 'Command' }));
    expect(sent).not.toHaveBeenCalled();
    expect(screen.getByText('nsenter --target 70 --net -- ip addr')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /^Options/ }));
    expect(screen.getByRole('group', { name: 'Control group' })).toBeTruthy();
    expect(screen.queryByText(/terminal/i)).toBeNull();
  });

  it('shows a failure with its reason', async () => {
    answer = [409, { failure: 'identity', message: 'Process 70 is another one now.', stage: 'target' }];
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText('Process 70 is another one now.')).toBeTruthy();
  });

  it('marks what was cut and what ran out of time', async () => {
    answer = [200, { ...result, code: null, signal: 'SIGKILL', truncated: true, timedOut: true }];
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText('ended by SIGKILL')).toBeTruthy();
    expect(screen.getByText('output cut')).toBeTruthy();
    expect(screen.getByText('time limit reached')).toBeTruthy();
  });

  it('shows output as text, whatever it holds', async () => {
    answer = [200, { ...result, stdout: '<b>x</b>\u001b[31m', stderr: { b64: '/0E=' } }];
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText(String.raw`<b>x</b>\x1b[31m`)).toBeTruthy();
    expect(screen.getByText(String.raw`\xffA`)).toBeTruthy();
  });

  it('offers the tools of the host when the image has no such program', async () => {
    answer = [200, { ...result, code: 127, stdout: '', stderr: 'ip: not found\n' }];
    open();
    fireEvent.click(screen.getByRole('radio', { name: 'Like the container' }));
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Network only' }));
    expect(screen.getByRole('radio', { name: 'Network only' })).toHaveProperty('checked', true);
  });

  it('says that an image may have no shell', async () => {
    answer = [502, { failure: 'join', message: 'sh is not there.', stage: 'run' }];
    open();
    fireEvent.click(screen.getByRole('radio', { name: 'Like the container' }));
    type('sh -c id');
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText(/no such shell inside/)).toBeTruthy();
  });

  it('says what to select when nothing is, and that the host is where one is', () => {
    open(allowed, null);
    expect(screen.getByText(/^Nothing is selected/)).toBeTruthy();
    cleanup();
    open(allowed, 'host/');
    expect(screen.getByText(/^This is the host itself/)).toBeTruthy();
  });
});
