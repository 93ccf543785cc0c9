// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { SWRConfig } from 'swr';
import { afterEach, expect, it, vi } from 'vitest';
import type { Session } from '@/lib/door-schema';
import { execRequest, type ExecResult, type ExecRun } from '@/lib/exec-schema';
import { useRuns } from './use-runs';

const allowed: Session = { execRefused: null, readOnly: false, privileged: true, fullViewCommand: null, version: '0' };
const request = execRequest.parse({ target: 'container/podman:c1', types: ['net'], argv: ['id'] });
const result: ExecResult = { code: 0, signal: null, stdout: 'hello\n', stderr: '', truncated: false, timedOut: false, durationMs: 12, nsenter: 'nsenter' };
const before: ExecRun = { id: 7, at: 5, title: 'web', request, outcome: { kind: 'done', result } };

let asked: string[] = [];
let finish: () => void = () => undefined;

function open(session: Session = allowed, status = 200) {
  asked = [];
  vi.stubGlobal('fetch', async (path: string, { method }: { method: string }) => {
    asked.push(`${method} ${path}`);
    if (method === 'POST') await new Promise<void>((resolve) => (finish = resolve));
    const body = { GET: status === 200 ? { runs: [before] } : { failure: 'absent', message: 'nobody' }, DELETE: { runs: [] }, POST: result }[method];
    return Response.json(body, { status: method === 'GET' ? status : 200 });
  });
  const wrapper = ({ children }: { children: ReactNode }) => <SWRConfig value={{ provider: () => new Map(), shouldRetryOnError: false }}>{children}</SWRConfig>;
  return renderHook(() => useRuns(session), { wrapper }).result;
}

/** Whether the browser would ask before the page goes. */
function isHeld(): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('what the session ran before is there again, below what the page runs, and is forgotten with it', async () => {
  const runs = open();
  await waitFor(() => expect(runs.current.list.map(({ title }) => title)).toEqual(['web']));
  act(() => runs.current.start('shop', request));
  expect(runs.current.list.map(({ title, outcome }) => [title, outcome.kind])).toEqual([['shop', 'running'], ['web', 'done']]);
  finish();
  await waitFor(() => expect(runs.current.list[0]?.outcome.kind).toBe('done'));
  expect(new Set(runs.current.list.map(({ id }) => id)).size).toBe(2);
  act(() => runs.current.clear());
  await waitFor(() => expect(runs.current.list).toEqual([]));
  expect(asked).toEqual(['GET /api/exec', 'POST /api/exec', 'DELETE /api/exec']);
});

it('the browser asks before a page goes whose command would end with it, and only then', async () => {
  const runs = open();
  expect(isHeld()).toBe(false);
  act(() => runs.current.start('shop', request));
  expect(isHeld()).toBe(true);
  finish();
  await waitFor(() => expect(runs.current.list[0]?.outcome.kind).toBe('done'));
  expect(isHeld()).toBe(false);
});

it('that it could not be read is said, and who may run nothing is not asked', async () => {
  const runs = open(allowed, 503);
  await waitFor(() => expect(runs.current.trouble?.failure).toBe('absent'));
  open({ ...allowed, execRefused: 'This token may look.' });
  expect(asked).toEqual([]);
});
