/** The helper as it is built asks, and `nsatlas approve` answers. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { approveVerb } from './approve.mjs';
import { programOf } from './doors.mjs';
import { startTimeOf } from './state-file.mjs';

const [REQUEST, INPUT, FAILURE, EXIT, WAITING] = [2, 5, 4, 10, 13];
let run = '';
let shown = '';

beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'nsatlas-approve-'));
  for (const name of ['tickets', 'pending']) mkdirSync(join(run, 'nsatlas.abc', name), { recursive: true, mode: 0o700 });
  writeFileSync(join(run, 'policy'), 'permit exec any as any in host auth confirm\n');
  shown = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(run, { recursive: true });
});

function frame(kind: number, last: boolean, body: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(Buffer.byteLength(body), 0);
  header.writeUInt8(kind, 4);
  header.writeUInt8(last ? 1 : 0, 5);
  return Buffer.concat([header, Buffer.from(body)]);
}

/** A command in our own namespaces. */
function ask(argv: readonly string[]): ChildProcess {
  const words = ['--policy', join(run, 'policy'), '--tickets', join(run, 'nsatlas.abc/tickets')];
  const helper = spawn(programOf('exec'), words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const request = {
    protocol: 1, verb: 'exec', target: { pid: process.pid, startTime: startTimeOf(process.pid) }, namespaces: [{ type: 'uts', ino: statSync('/proc/self/ns/uts').ino, id: null }],
    places: [], argv, as: 'target', timeoutMs: 10_000, outputLimitBytes: 1024,
  };
  helper.stdin.write(Buffer.concat([frame(REQUEST, false, JSON.stringify(request)), frame(INPUT, true, '')]));
  return helper;
}

/** Until one of this kind has come. */
async function* framesOf(helper: ChildProcess): AsyncGenerator<{ kind: number; body: unknown }> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of helper.stdout ?? []) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    for (let end = 0; bytes.length >= 8 && bytes.length >= (end = 8 + bytes.readUInt32LE(0)); bytes = bytes.subarray(end)) {
      const kind = bytes.readUInt8(4);
      yield { kind, body: [FAILURE, EXIT, WAITING].includes(kind) ? JSON.parse(bytes.subarray(8, end).toString()) : null };
    }
  }
}

/** What the end of the conversation says, when the question is answered like this. */
async function endWith(option: string): Promise<{ kind: number; body: unknown } | undefined> {
  const helper = ask(['/bin/echo', 'a\nb']);
  let last: { kind: number; body: unknown } | undefined;
  for await (const came of framesOf(helper)) {
    last = came;
    if (came.kind === WAITING) await approveVerb([String((came.body as { number: number }).number), option], { run });
    if (came.kind === FAILURE || came.kind === EXIT) helper.stdin?.end();
  }
  if (helper.exitCode === null) await once(helper, 'exit');
  return last;
}

if (process.getuid?.() === 0) {
  describe('the helper and nsatlas approve', () => {
    it('understand each other: a yes lets the command run that was shown', async () => {
      expect(await endWith('--yes')).toMatchObject({ kind: EXIT, body: { code: 0, bytes: { stdout: 4 } } });
      expect(shown).toContain(`command "/bin/echo" "a\\x0ab"\ntarget process ${process.pid}, started at tick ${startTimeOf(process.pid)}, called "`);
      expect(readdirSync(join(run, 'nsatlas.abc/pending'))).toEqual([]);
    });

    it('understand each other: a no does not', async () => {
      expect(await endWith('--deny')).toMatchObject({ kind: FAILURE, body: { failure: 'denied', stage: 'rights', errno: 'ECANCELED' } });
      expect(readdirSync(join(run, 'nsatlas.abc/pending'))).toEqual([]);
    });
  });
}
