/** The helper as it is built, against lsns(8), which looks at the same host in its own way. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NAMESPACE_TYPES, namespaceType, type NamespaceType, type Scan, type ScanNamespace } from '@/lib/schema';
import { Guests, inoOf, startTimeOf } from './guests.fixture';
import { scanHost } from './scan';
import { CHECKOUT } from './web-door.fixture';

const DOOR = { transport: 'spawn', program: join(CHECKOUT, 'native/build/nsatlas-inspect') } as const;
const run = promisify(execFile);

const lsnsRow = z.object({ ns: z.int(), type: namespaceType, nprocs: z.int(), pid: z.int(), pns: z.int(), ons: z.int() });
type LsnsRow = z.infer<typeof lsnsRow>;

async function lsns(): Promise<Map<number, LsnsRow>> {
  const { namespaces } = z.object({ namespaces: z.array(lsnsRow) }).parse(JSON.parse(await lsnsOutput()));
  return new Map(namespaces.map((row) => [row.ns, row]));
}

/** It gives up without a word when a process ends while it looks. */
async function lsnsOutput(tries = 20): Promise<string> {
  try {
    return (await run('lsns', ['--json', '--output', 'NS,TYPE,NPROCS,PID,PNS,ONS'], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    if (tries === 1) throw error;
    return lsnsOutput(tries - 1);
  }
}

/** What lsns says before and after, so that it is also true of the moment between: the scan. */
interface Moment {
  readonly rows: readonly LsnsRow[];
  readonly scan: Scan;
}

async function look(): Promise<Moment> {
  const before = await lsns();
  const scan = await scanHost(DOOR);
  const after = await lsns();
  const rows = [...before.values()].filter((row) => JSON.stringify(row) === JSON.stringify(after.get(row.ns)));
  return { rows, scan };
}

const guests = new Guests();
/** A sleep(1) with a namespace of each type, and one in a user namespace inside of another. */
let all = 0;
let nested = 0;
let moment: Moment;

beforeAll(async () => {
  all = await guests.add('--net', '--uts', '--ipc', '--mount', '--cgroup', '--time', '--user', '--map-root-user', '--pid', '--fork', '--kill-child');
  nested = await guests.add('--user', '--map-root-user', 'unshare', '--user', '--map-root-user', '--net');
  moment = await look();
}, 60_000);
afterAll(() => guests.end());

const namespaceOf = (ino: number): ScanNamespace | undefined => moment.scan.namespaces.find((row) => row.ino === ino);
const membersOf = (ino: number, type: NamespaceType) => moment.scan.processes.filter((row) => row.namespaces[type] === ino);
/** lsns says 0 for what it was not told, and for none. */
const asLsns = (reference: number | 'hidden' | null): number => (typeof reference === 'number' ? reference : 0);

describe('a scan of this host', () => {
  it('knows every namespace that lsns knows, with its type', () => {
    expect(moment.rows.length).toBeGreaterThan(8);
    expect(moment.rows.map(({ ns, type }) => [ns, type])).toEqual(moment.rows.map(({ ns }) => [ns, namespaceOf(ns)?.type]));
  });

  it('names the owner and the parent that lsns names', () => {
    const told = moment.rows.filter(({ pns, ons }) => pns !== 0 || ons !== 0);
    expect(told.length).toBeGreaterThan(8);
    const seen = told.map(({ ns, pns, ons }) => {
      const { owner = null, parent = null } = namespaceOf(ns) ?? {};
      return { ns, ons: ons === 0 ? 0 : asLsns(owner), pns: pns === 0 ? 0 : asLsns(parent) };
    });
    expect(seen).toEqual(told.map(({ ns, pns, ons }) => ({ ns, ons, pns })));
  });

  it('counts the processes of our guests as lsns does, and finds the same one to stand for each', () => {
    const ours = new Set([all, nested].flatMap((pid) => NAMESPACE_TYPES.map((type) => inoOf(pid, type))));
    const rows = moment.rows.filter(({ ns }) => ours.has(ns) && !isOfThisProcess(ns));
    expect(rows).toHaveLength(10);
    expect(rows.map(({ ns, type }) => [ns, membersOf(ns, type).length, membersOf(ns, type)[0]?.pid])).toEqual(rows.map(({ ns, nprocs, pid }) => [ns, nprocs, pid]));
  });

  it.each(NAMESPACE_TYPES)('has the same ino of type %s as readlink', (type) => {
    const row = moment.scan.processes.find(({ pid }) => pid === all);
    expect(row?.namespaces[type]).toBe(inoOf(all, type));
    expect(namespaceOf(inoOf(all, type))).toMatchObject({ type, initial: false });
  });

  it('knows the process by pid, start time, and pid inside', () => {
    expect(moment.scan.processes.find(({ pid }) => pid === all)).toMatchObject({ startTime: startTimeOf(all), nspid: [all, 1], comm: 'sleep', argv: ['sleep', '300'] });
  });

  it('knows that a user namespace is inside of another one, which owns it', () => {
    const user = namespaceOf(inoOf(nested, 'user'));
    expect(user?.parent).toBe(user?.owner);
    const outer = namespaceOf(asLsns(user?.owner ?? null));
    expect(outer).toMatchObject({ type: 'user', initial: false, owner: inoOf('self', 'user') });
    expect(namespaceOf(inoOf(nested, 'net'))?.owner).toBe(user?.ino);
  });

  it('has counted as many processes as it tells of', () => {
    expect(moment.scan.completeness.processes).toBe(moment.scan.processes.length);
  });

  if (process.getuid?.() === 0) {
    it('knows a namespace without a process by the mount that keeps it', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'nsatlas-kept-'));
      const path = join(directory, 'net');
      writeFileSync(path, '');
      const ino = inoOf(all, 'net');
      try {
        await run('mount', ['--bind', `/proc/${all}/ns/net`, path]);
        const scan = await scanHost(DOOR);
        const mnt = inoOf('self', 'mnt');
        expect(scan.namespaces.find((row) => row.ino === ino)?.mounts).toContainEqual({ path, mnt });
      } finally {
        await run('umount', [path]);
        unlinkSync(path);
        rmdirSync(dirname(path));
      }
    });
  }

  function isOfThisProcess(ino: number): boolean {
    return NAMESPACE_TYPES.some((type) => inoOf('self', type) === ino);
  }
});
