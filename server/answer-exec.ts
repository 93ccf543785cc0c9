/** The answer to a command: one document; or, for who takes lines, lines where somebody has to confirm it on the host first. */
import { EXEC_LINES, type ExecLine, type ExecResult, type Waiting } from '@/lib/exec-schema';
import { failureAnswer, isAbort, isRefusal } from './answer';
import type { ExecHearing } from './services';

/** Rejects as `run` does, unless lines have begun. */
export async function answerExec(request: Request, run: (hearing: ExecHearing) => Promise<ExecResult>): Promise<ExecResult | Response> {
  if (request.headers.get('accept') !== EXEC_LINES) return run({ signal: request.signal });
  const left = new AbortController();
  const { waited, onWaiting } = hearOnce();
  const result = run({ signal: AbortSignal.any([request.signal, left.signal]), onWaiting });
  const first = await Promise.race([waited, result]);
  return 'command' in first ? linesOf(first, result, () => left.abort()) : first;
}

function hearOnce(): { readonly waited: Promise<Waiting>; readonly onWaiting: (waiting: Waiting) => void } {
  let onWaiting: (waiting: Waiting) => void = () => undefined;
  const waited = new Promise<Waiting>((resolve) => (onWaiting = resolve));
  return { waited, onWaiting };
}

function linesOf(waiting: Waiting, result: Promise<ExecResult>, onLeave: () => void): Response {
  let isOpen = true;
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (line: ExecLine): void => controller.enqueue(Buffer.from(`${JSON.stringify(line)}\n`));
      write({ kind: 'waiting', waiting });
      const last = await lastLine(result);
      if (!isOpen) return;
      if (last !== null) write(last);
      controller.close();
    },
    cancel() {
      isOpen = false;
      onLeave();
    },
  });
  // It is not to be compressed: a piece would wait for the next.
  return new Response(stream, { headers: { 'Content-Type': EXEC_LINES, 'Cache-Control': 'no-store, no-transform' } });
}

/** Null: the asker is gone. */
async function lastLine(result: Promise<ExecResult>): Promise<ExecLine | null> {
  try {
    return { kind: 'done', result: await result };
  } catch (error) {
    if (isAbort(error)) return null;
    if (isRefusal(error)) return { kind: 'failed', answer: failureAnswer(error) };
    throw error;
  }
}
