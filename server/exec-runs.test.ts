import { describe, expect, it } from 'vitest';
import { execRequest, execRuns, type ExecResult } from '@/lib/exec-schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { DoorRefusal } from './door-refusal';
import { ExecRuns, LETTERS_KEPT, RUNS_KEPT } from './exec-runs';
import { HelperError } from './helper-error';

const request = execRequest.parse({ target: 'container/podman:c1', types: ['net'], argv: ['id'] });
const snapshot = snapshotOf({ containers: [{ id: 'c1', name: 'web' }] });
const said = (stdout: string): ExecResult => ({ code: 0, signal: null, stdout, stderr: '', truncated: false, timedOut: false, durationMs: 1, nsenter: 'nsenter' });

function open(): { readonly runs: ExecRuns; readonly run: (owner: string, work: () => Promise<ExecResult>) => Promise<unknown> } {
  const runs = new ExecRuns((owner) => owner.startsWith('session'), () => 1000);
  return {
    runs,
    run: (owner, work) => runs.noting({ owner, request }, (found) => {
      found(snapshot);
      return work();
    }).catch((error: unknown) => error),
  };
}

describe('the commands of a session that are over', () => {
  it('are kept with how they went and what their target was called, newest first, as the contract has it', async () => {
    const { runs, run } = open();
    await run('session 1', () => Promise.resolve(said('here')));
    await run('session 1', () => Promise.reject(new HelperError('join', 'no such command', { stage: 'run', errno: 'ENOENT' })));
    await run('session 1', () => Promise.reject(new DOMException('gone', 'AbortError')));
    const list = runs.list('session 1');
    expect(execRuns.parse(list)).toEqual(list);
    expect(list.runs.map(({ id, at, title }) => [id, at, title])).toEqual([[3, 1000, 'web'], [2, 1000, 'web'], [1, 1000, 'web']]);
    expect(list.runs.map(({ outcome }) => outcome)).toEqual([
      { kind: 'stopped' },
      { kind: 'failed', answer: { failure: 'join', message: 'no such command', stage: 'run', errno: 'ENOENT' } },
      { kind: 'done', result: said('here') },
    ]);
  });

  it('give what came of them, and what was wrong, to who asked', async () => {
    const { run } = open();
    const refusal = new DoorRefusal('gone', 'no longer there');
    expect(await run('session 1', () => Promise.resolve(said('x')))).toEqual(said('x'));
    expect(await run('session 1', () => Promise.reject(refusal))).toBe(refusal);
  });

  it('are nobody else’s, and gone with their session', async () => {
    const { runs, run } = open();
    for (const owner of ['session 1', 'session 2', 'the exec token']) await run(owner, () => Promise.resolve(said(owner)));
    expect(runs.list('the exec token').runs).toEqual([]);
    runs.forget('session 1');
    expect(runs.list('session 1').runs).toEqual([]);
    expect(runs.list('session 2').runs.map(({ outcome }) => outcome)).toEqual([{ kind: 'done', result: said('session 2') }]);
  });

  it('do not have what is asked again once its user is recognised', async () => {
    const { runs, run } = open();
    await run('session 1', () => Promise.reject(new HelperError('denied', 'who are you?', { stage: 'rights', errno: 'ENOKEY' })));
    expect(runs.list('session 1').runs).toEqual([]);
  });

  it('are so many of one session, and so many letters of all, and no more', async () => {
    const { runs, run } = open();
    for (let round = 0; round < RUNS_KEPT + 3; round += 1) await run('session 1', () => Promise.resolve(said(`${round}`)));
    await run('session 2', () => Promise.resolve(said('other')));
    expect(runs.list('session 1').runs.map(({ id }) => id)).toEqual(Array.from({ length: RUNS_KEPT }, (_, at) => RUNS_KEPT + 3 - at));
    for (let round = 0; round < 3; round += 1) await run('session 3', () => Promise.resolve(said('x'.repeat(LETTERS_KEPT / 2 - 1000))));
    expect([runs.list('session 1').runs, runs.list('session 2').runs]).toEqual([[], []]);
    expect(runs.list('session 3').runs).toHaveLength(2);
  });
});
