import { describe, expect, it, vi } from 'vitest';
import { EXEC_LINES, type ExecResult } from '@/lib/exec-schema';
import { answerExec } from './answer-exec';
import { HelperError } from './helper-error';
import type { ExecHearing } from './services';

const RESULT: ExecResult = { code: 0, signal: null, stdout: 'hello\n', stderr: '', truncated: false, timedOut: false, durationMs: 12, nsenter: 'nsenter' };
const WAITING = { number: 4821, command: 'sudo npx nsatlas approve 4821' };
const lines = () => new Request('http://x/api/exec', { headers: { accept: EXEC_LINES } });

function waits(last: Promise<ExecResult>): (hearing: ExecHearing) => Promise<ExecResult> {
  return ({ onWaiting }) => {
    onWaiting?.(WAITING);
    return last;
  };
}

async function linesIn(answer: ExecResult | Response): Promise<unknown[]> {
  if (!(answer instanceof Response)) throw new Error('no lines came');
  return (await answer.text()).trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
}

describe('the answer to a command', () => {
  it('is one document where nobody has to confirm it, and for who takes no lines', async () => {
    expect(await answerExec(lines(), () => Promise.resolve(RESULT))).toBe(RESULT);
    expect(await answerExec(new Request('http://x/api/exec'), waits(Promise.resolve(RESULT)))).toBe(RESULT);
    await expect(answerExec(lines(), () => Promise.reject(new HelperError('denied', 'no')))).rejects.toThrow('no');
  });

  it('says first what confirms it, and then how it went', async () => {
    let end: (result: ExecResult) => void = () => undefined;
    const answer = await answerExec(lines(), waits(new Promise((resolve) => (end = resolve))));
    end(RESULT);
    expect(await linesIn(answer)).toEqual([{ kind: 'waiting', waiting: WAITING }, { kind: 'done', result: RESULT }]);
    const refused = await answerExec(lines(), waits(Promise.reject(new HelperError('denied', 'it was refused', { stage: 'rights', errno: 'ECANCELED' }))));
    expect((await linesIn(refused))[1]).toEqual({ kind: 'failed', answer: { failure: 'denied', message: 'it was refused', stage: 'rights', errno: 'ECANCELED' } });
  });

  it('ends the command when nobody reads on', async () => {
    const heard: AbortSignal[] = [];
    const answer = await answerExec(lines(), ({ signal, onWaiting }) => {
      heard.push(signal);
      onWaiting?.(WAITING);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError'))));
    });
    const reader = (answer as Response).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await vi.waitUntil(() => heard[0]?.aborted === true);
  });
});
