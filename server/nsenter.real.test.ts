/** The lines we show, run by the machine's own shell and nsenter(1), against what id, pwd and readlink say in there. */
import { execFile } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { USUAL_OPTIONS, type JoinOptions } from '@/lib/exec-schema';
import { nsenterLine } from '@/lib/nsenter';
import type { NamespaceType } from '@/lib/schema';
import { Guests, inoOf } from './guests.fixture';

const run = promisify(execFile);
const guests = new Guests();
let guest = 0;
let other = 0;

beforeAll(async () => {
  guest = await guests.add('--net', '--uts', '--ipc', '--mount', '--pid', '--fork', '--kill-child');
  other = await guests.add('--user', '--map-user=7', '--map-group=8', '--net');
}, 60_000);
afterAll(() => guests.end());

/** What the command of the line wrote, line by line. A line for a shell needs one; dash does not know the $'…' of POSIX.1-2024. */
async function saidBy(pid: number, types: readonly NamespaceType[], argv: readonly string[], options: Partial<JoinOptions> = {}): Promise<readonly string[]> {
  const line = nsenterLine({ pid, types, argv, uid: 0, options: { ...USUAL_OPTIONS, ...options } });
  const { stdout } = await run('setpriv', ['--pdeathsig', 'SIGKILL', '--', 'bash', '-c', line], { cwd: '/' });
  return stdout.trimEnd().split('\n');
}

const IDS = ['sh', '-c', 'id -u; id -g; id -G'];
const CAPABILITIES = ['grep', '-hE', '^Cap(Prm|Eff|Bnd)', '/proc/self/status'];
const NO_CAPABILITIES = ['CapPrm:\t0000000000000000', 'CapEff:\t0000000000000000', 'CapBnd:\t0000000000000000'];

describe('the nsenter line, run', () => {
  it('is in the namespaces it names, and in no others', async () => {
    const types: readonly NamespaceType[] = ['net', 'uts', 'ipc', 'mnt', 'pid'];
    const said = await saidBy(guest, ['net', 'ipc', 'mnt'], ['readlink', ...types.map((type) => `/proc/self/ns/${type}`)]);
    expect(said).toEqual(types.map((type) => `${type}:[${inoOf(['net', 'ipc', 'mnt'].includes(type) ? guest : 'self', type)}]`));
  });

  it('has the ids it gives, without further groups', async () => {
    expect(await saidBy(guest, ['net', 'mnt'], IDS, { as: { uid: 1234, gid: 4321 } })).toEqual(['1234', '4321', '4321']);
  });

  it('has the ids of the target inside of its user namespace', async () => {
    expect(await saidBy(other, ['net', 'user'], ['sh', '-c', 'id -u; id -g'])).toEqual(['7', '8']);
  });

  it('begins in the directory of the target, in / or in the path', async () => {
    expect(await saidBy(guest, ['mnt'], ['pwd'])).toEqual([readlinkSync(`/proc/${guest}/cwd`)]);
    expect(await saidBy(guest, ['mnt'], ['pwd'], { directory: 'root' })).toEqual(['/']);
    expect(await saidBy(guest, ['mnt'], ['pwd'], { directory: { path: '/usr/lib' } })).toEqual(['/usr/lib']);
    expect(await saidBy(guest, ['net'], ['pwd'], { directory: { path: '/usr' } })).toEqual(['/usr']);
  });

  it('has the root it names, and no way out of it', async () => {
    const asked = ['sh', '-c', 'pwd; cd ..; pwd; [ -d lib ] && echo inside; [ -d usr ] || echo not outside'];
    expect(await saidBy(guest, ['mnt'], asked, { root: { path: '/usr' } })).toEqual(['/', '/', 'inside', 'not outside']);
  });

  it('has no capabilities when it is to have none, as root and as another', async () => {
    expect(await saidBy(guest, ['net'], CAPABILITIES, { as: 'root', capabilities: 'none' })).toEqual(NO_CAPABILITIES);
    expect(await saidBy(guest, ['net', 'mnt'], CAPABILITIES, { as: { uid: 1234, gid: 4321 }, capabilities: 'none' })).toEqual(NO_CAPABILITIES);
    expect(await saidBy(guest, ['net'], IDS, { as: { uid: 1234, gid: 4321 }, capabilities: 'none' })).toEqual(['1234', '4321', '4321']);
  });

  it('sets variables as they are, whatever they hold', async () => {
    const values = ['a b', '$(id) `id` "x" \'y\'', '', 'é*?~', '\t\u001b['];
    const set = values.map((value, at) => `V${at}=${value}`);
    const said = await saidBy(guest, ['net', 'mnt'], ['printenv', ...values.map((_, at) => `V${at}`)], { environment: { from: 'clean', set } });
    expect(said).toEqual(values);
  });

  it('gives arguments as they are', async () => {
    const words = ['$HOME', '`id`', 'a b', "it's", '', '*', '-n', '--', 'ü'];
    expect(await saidBy(guest, ['net'], ['printf', '%s\\n', ...words])).toEqual(words);
  });

  it('shows the processes of a joined pid namespace without mnt, as root and as another', async () => {
    const count = ['sh', '-c', 'ls -d /proc/[0-9]*; id -u'];
    for (const [as, uid] of [['root', '0'], [{ uid: 1234, gid: 4321 }, '1234']] as const) {
      const said = await saidBy(guest, ['pid'], count, { as });
      expect(said.at(0)).toBe('/proc/1');
      expect(said.length).toBeLessThan(6);
      expect(said.at(-1)).toBe(uid);
    }
  });
});
