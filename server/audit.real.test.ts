/** The audit as the helpers keep it: written by the one, read by the other, and nothing is done that cannot be written. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsOf } from '@/lib/audit';
import { execRequest, type ExecResult } from '@/lib/exec-schema';
import type { Snapshot } from '@/lib/schema';
import { runInside } from './exec';
import { Guests, inoOf, startTimeOf } from './guests.fixture';
import { inspectAudit } from './inspect';
import { scanHost } from './scan';
import { containersBy, takeSnapshot } from './take-snapshot';
import { CHECKOUT } from './web-door.fixture';

const folder = mkdtempSync(join(tmpdir(), 'nsatlas-audit-'));
const doorOf = (name: string, file: string) => ({ transport: 'spawn', program: join(CHECKOUT, 'native/build', name), words: ['--audit', file] }) as const;
const FILE = join(folder, 'audit.jsonl');
const inspectDoor = doorOf('nsatlas-inspect', FILE);

const guests = new Guests();
let guest = 0;
let snapshot: Snapshot;

beforeAll(async () => {
  guest = await guests.add('--uts');
  snapshot = await takeSnapshot({ scan: () => scanHost(inspectDoor), ...containersBy({ inspectDoor }), previous: null });
}, 60_000);
afterAll(async () => {
  await guests.end();
  rmSync(folder, { recursive: true });
});

function inside(argv: readonly string[], file = FILE): Promise<ExecResult> {
  const request = execRequest.parse({ target: `process/${guest}@${startTimeOf(guest)}`, types: ['uts'], argv });
  return runInside(request, { credentials: { viewer: 'session 1f2e3d4c' }, execDoor: doorOf('nsatlas-exec', file), snapshot });
}

describe('the audit', () => {
  it('is empty before anything was done', async () => {
    expect(await inspectAudit({ inspectDoor })).toMatchObject({ file: FILE, records: [], unreadable: 0 });
  });

  it('says of each command who asked, for what, and how it ended', async () => {
    const hostile = 'x\n{"event":"begins"}\u001B[2J';
    await inside(['sh', '-c', 'printf 12345; exit 7', hostile]);
    await inside(['/nowhere/at/all']).catch(() => undefined);
    const { records, unreadable } = await inspectAudit({ inspectDoor });
    const [refused, ended] = runsOf(records);
    expect([records.length, unreadable]).toEqual([4, 0]);
    expect(ended?.begins).toMatchObject({
      event: 'begins', verb: 'exec', viewer: 'session 1f2e3d4c', user: null, argv: ['sh', '-c', 'printf 12345; exit 7', hostile],
      target: { pid: guest, startTime: startTimeOf(guest) }, namespaces: [{ type: 'uts', ino: inoOf(guest, 'uts') }],
    });
    expect(ended?.end).toMatchObject({ event: 'ended', code: 7, signal: null, bytesOut: 5 });
    expect(refused?.end).toMatchObject({ event: 'refused', failure: 'join' });
    expect(Math.abs((ended?.begins.at ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('is for its owner alone', () => {
    expect(statSync(FILE).mode & 0o777).toBe(0o600);
    expect(readFileSync(FILE, 'utf8').split('\n').filter(Boolean)).toHaveLength(4);
  });

  it('counts lines that are none of ours', async () => {
    const { appendFileSync } = await import('node:fs');
    appendFileSync(FILE, 'a torn li\n');
    expect(await inspectAudit({ inspectDoor })).toMatchObject({ unreadable: 1 });
  });

  it.each([
    ['has no place', join(folder, 'none', 'audit.jsonl')],
    ['is a directory', join(folder, 'directory')],
  ])('that %s stops what ought to be in it', async (_, file) => {
    mkdirSync(join(folder, 'directory'), { recursive: true });
    const mark = join(folder, 'has-run');
    await expect(inside(['touch', mark], file)).rejects.toMatchObject({ failure: 'fault', message: expect.stringContaining('audit') as string });
    expect(existsSync(mark)).toBe(false);
  });
});
