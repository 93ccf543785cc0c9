/** The helper as it is built, watching: against readlink(1) of what begins and ends meanwhile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Guests, inoOf } from './guests.fixture';
import { SteadyScan } from './steady-scan';
import { CHECKOUT } from './web-door.fixture';

const stopping = new AbortController();
const host = new SteadyScan({ inspectDoor: { transport: 'spawn', program: join(CHECKOUT, 'native/build/nsatlas-inspect') }, signal: stopping.signal });
const guests = new Guests();
afterAll(async () => {
  stopping.abort();
  await guests.end();
});

const hasUts = async (ino: number): Promise<boolean> => (await host.look()).namespaces.some((row) => row.type === 'uts' && row.ino === ino);

function childrenOfOurs(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').split(' ').filter((word) => word !== '').map(Number);
  return children.filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'nsatlas-inspect\n');
}

describe('the helper that stays', () => {
  it('shows a namespace that was made, and no more when it is gone; by one process, and by another one when that is killed', async () => {
    await host.look();
    const [helper] = childrenOfOurs();
    const pid = await guests.add('--uts');
    const ino = inoOf(pid, 'uts');
    expect(await hasUts(ino)).toBe(true);
    expect(childrenOfOurs()).toEqual([helper]);
    process.kill(helper ?? 0, 'SIGKILL');
    expect(await hasUts(ino)).toBe(true);
    expect(childrenOfOurs()).not.toContain(helper);
    await guests.end();
    await vi.waitUntil(async () => !(await hasUts(ino)), { timeout: 10_000, interval: 20 });
  }, 30_000);
});
