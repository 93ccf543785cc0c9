// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FailureAnswer, Session } from '@/lib/door-schema';
import type { Sandbox } from '@/lib/sandbox-schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { MadeHere } from './made-here';
import { SandboxDialog } from './sandbox-dialog';

const BLUE: Sandbox = {
  name: 'blue', owner: 'session 1', since: 1_767_225_600_000, holder: { pid: 50, startTime: 1050, argv: null }, namespaces: [{ type: 'net', ino: 20, id: '7' }],
  hostname: null, address: '10.213.0.2', pinned: false, calls: ['clone3({flags=CLONE_NEWNET})'], ended: null,
};
const snapshot = snapshotOf({
  processes: [{ pid: 50, container: 'nsatlas:blue', namespaces: { net: 20 } }],
  namespaces: [{ type: 'net', ino: 20, id: '7' }],
  containers: [{ id: 'blue', runtime: 'nsatlas' }],
});
const allowed: Session = { execRefused: null, readOnly: false, privileged: true, fullViewCommand: null, version: '0' };

let session: Session;
let rows: Sandbox[];
let refusal: FailureAnswer | null;
const sent = vi.fn<(method: string, path: string, body: unknown) => void>();
const made = vi.fn<(sandbox: Sandbox) => void>();
const shown = vi.fn<(id: string) => void>();

beforeEach(() => {
  [session, rows, refusal] = [allowed, [], null];
  for (const spy of [sent, made, shown]) spy.mockClear();
  vi.stubGlobal('fetch', (path: string, { method = 'GET', body }: { method?: string; body?: string }) => {
    if (method !== 'GET') sent(method, path, body === undefined ? null : JSON.parse(body));
    return Promise.resolve(respond(path, method));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function respond(path: string, method: string): Response {
  if (path === '/api/session') return Response.json(session);
  if (method !== 'GET' && refusal !== null) return Response.json(refusal, { status: 400 });
  if (method === 'POST') return Response.json({ sandbox: BLUE });
  if (method === 'DELETE') rows = [];
  return Response.json({ sandboxes: rows, waiting: [], trouble: null });
}

async function open(): Promise<void> {
  render(<SWRConfig value={{ provider: () => new Map() }}><SandboxDialog snapshot={snapshot} session={session} onMade={made} onShow={shown} onClose={() => undefined} /></SWRConfig>);
  await screen.findByRole('button', { name: 'Make it' });
}
const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('the dialog', () => {
  it('asks for what it shows, and hands on what was made', async () => {
    await open();
    fill('Name', 'blue');
    fireEvent.click(screen.getByRole('checkbox', { name: /^uts/ }));
    fill('Address', '10.213.0.9');
    press('Make it');
    await waitFor(() => expect(made).toHaveBeenCalledWith(BLUE));
    expect(sent).toHaveBeenCalledWith('POST', '/api/sandboxes', expect.objectContaining({ name: 'blue', types: ['net'], network: { kind: 'bridge', address: '10.213.0.9' }, hostname: null, argv: null, pin: false }));
  });

  it('tells before it is done which call will be made, and the same by hand', async () => {
    await open();
    press('Everything');
    const calls = screen.getByRole('region', { name: 'What will happen' });
    expect(within(calls).getByText(/^clone3\(\{flags=CLONE_NEWCGROUP\|/)).toBeTruthy();
    expect(within(calls).getAllByText('is not called now')).toHaveLength(2);
    expect(within(screen.getByRole('region', { name: 'By hand' })).getByText(/^unshare --cgroup --ipc --mount --net --pid --fork/)).toBeTruthy();
  });

  it('says beside the field what is wrong, and sends nothing', async () => {
    await open();
    fill('Name', 'Blue!');
    const field = screen.getByLabelText('Name');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toMatch(/not a name/);
    press('Make it');
    expect(sent).not.toHaveBeenCalled();
  });

  it('takes a refusal of the door to its field', async () => {
    refusal = { failure: 'usage', message: 'There is a sandbox box already.', path: '.name' };
    await open();
    press('Make it');
    expect(await screen.findByText('It was not made')).toBeTruthy();
    await waitFor(() => expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true'));
    expect(made).not.toHaveBeenCalled();
  });

  it('of a viewer who may not says so, and still shows what would happen', async () => {
    session = { ...allowed, execRefused: 'Started with --read-only: nobody can run commands.' };
    rows = [BLUE];
    await open();
    expect(screen.getByText('Nothing can be made from here')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Make it' }).disabled).toBe(true);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Remove blue' }).disabled).toBe(true);
    expect(screen.getByRole('region', { name: 'What will happen' })).toBeTruthy();
  });

  it('of an ordinary user makes nothing without a user namespace', async () => {
    session = { ...allowed, privileged: false };
    await open();
    const user = screen.getByRole<HTMLInputElement>('checkbox', { name: /^user/ });
    expect([user.checked, user.disabled]).toEqual([true, true]);
    expect(screen.queryByText('To the bridge')).toBeNull();
    press('Make it');
    await waitFor(() => expect(sent).toHaveBeenCalledWith('POST', '/api/sandboxes', expect.objectContaining({ types: ['net', 'user', 'uts'], network: { kind: 'none' }, uidMap: [] })));
  });

  it('lists what was made before, to go to and to remove', async () => {
    rows = [BLUE];
    await open();
    press('Show blue');
    expect(shown).toHaveBeenCalledWith('container/nsatlas:blue');
    press('Remove blue');
    expect(await screen.findByText('Nothing was made here yet.')).toBeTruthy();
    expect(sent).toHaveBeenCalledWith('DELETE', '/api/sandboxes/blue', null);
  });
});

describe('the panel of what was made here', () => {
  const show = (id: 'container/nsatlas:blue' | 'namespace/net:7') => render(<SWRConfig value={{ provider: () => new Map() }}><MadeHere snapshot={snapshot} id={id} /></SWRConfig>);

  it.each(['container/nsatlas:blue', 'namespace/net:7'] as const)('says of %s who made it and how, and removes it', async (id) => {
    rows = [BLUE];
    show(id);
    expect(await screen.findByText('session 1')).toBeTruthy();
    expect(screen.getByText('clone3({flags=CLONE_NEWNET})')).toBeTruthy();
    press('Remove');
    expect(await screen.findByText('blue is removed')).toBeTruthy();
  });

  it('says how its process ended, and why it was not removed', async () => {
    rows = [{ ...BLUE, holder: null, pinned: true, ended: { at: 1, code: 3, signal: null, stderr: 'oh no', why: null } }];
    refusal = { failure: 'denied', message: 'Not by you.' };
    show('container/nsatlas:blue');
    expect(await screen.findByText('It exited with status 3.')).toBeTruthy();
    expect(screen.getByText('oh no')).toBeTruthy();
    press('Remove');
    expect(await screen.findByText('Not by you.')).toBeTruthy();
  });

  it('is not there for what somebody else made', () => {
    const { container } = render(<MadeHere snapshot={snapshotOf({ namespaces: [{ type: 'net', ino: 20, id: '7' }] })} id="namespace/net:7" />);
    expect(container.innerHTML).toBe('');
  });
});
