/** Runs a command through the door, and says meanwhile when somebody has to confirm it on the host. */
import { EXEC_LINES, execLine, execResult, type ExecRequest, type ExecResult, type Waiting } from '@/lib/exec-schema';
import { DoorError, openDoor, readDocument } from '../fetch-json';
import { EXEC_STRINGS } from './strings';

interface Hearing {
  readonly signal: AbortSignal;
  readonly onWaiting: (waiting: Waiting) => void;
}

const PATH = '/api/exec';

/** Throws DoorError, and AbortError when the signal fires: then it is ended. */
export async function runCommand(request: ExecRequest, { signal, onWaiting }: Hearing): Promise<ExecResult> {
  const response = await openDoor(PATH, { method: 'POST', body: request, signal, accept: EXEC_LINES });
  if (response.headers.get('content-type')?.startsWith(EXEC_LINES) !== true) return readDocument(execResult, PATH, response);
  for await (const text of linesOf(response)) {
    const line = readLine(text);
    if (line.kind === 'waiting') onWaiting(line.waiting);
    else if (line.kind === 'done') return line.result;
    else throw new DoorError(line.answer, response.status);
  }
  throw cutOff();
}

function readLine(text: string) {
  const decoded = execLine.safeParse(parse(text));
  if (!decoded.success) throw cutOff();
  return decoded.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function cutOff(): DoorError {
  return new DoorError({ failure: 'absent', message: EXEC_STRINGS.cutOff }, 0);
}

/** Whole ones only. Throws DoorError when the connection breaks. */
async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let piece = await read(reader); piece !== null; piece = await read(reader)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** Null: that was all. */
async function read(reader: ReadableStreamDefaultReader<string> | undefined): Promise<string | null> {
  try {
    return (await reader?.read())?.value ?? null;
  } catch (error) {
    if (error instanceof TypeError) throw cutOff();
    throw error;
  }
}
