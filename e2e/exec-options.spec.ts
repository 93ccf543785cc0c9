import { readFileSync, writeFileSync } from 'node:fs';
import { execResult } from '@/lib/exec-schema';
import { ask, bearer } from './ask';
import { expect, test } from './fixtures';
import { argvOf, pidsWith } from './processes';
import type { Product } from './product';
import { allGroups } from './rig-leavings';
import { until } from './run';
import type { PodmanPod } from './sandbox';
import { execToken } from './tokens';

const TYPES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts'];

/** A program with a token asks, as any other. Gives the standard output of a command that ended well. */
async function inside(product: Product, pod: PodmanPod, argv: readonly string[], wishes: Readonly<Record<string, unknown>>): Promise<string> {
  const body = { target: `container/podman:${pod.container.id}`, types: TYPES, argv, ...wishes };
  const answer = await ask(product, '/api/exec', { method: 'POST', headers: bearer(await execToken(product)), body });
  expect(answer.status, answer.text).toBe(200);
  const { code, stdout } = execResult.parse(JSON.parse(answer.text));
  expect(code, answer.text).toBe(0);
  return stdout as string;
}

const linesOf = (pid: number, file: string, separator = '\n'): string[] => readFileSync(`/proc/${pid}/${file}`, 'utf8').split(separator).filter((line) => line !== '');
const valueOf = (status: string, name: string): string => (new RegExp(String.raw`^${name}:(.*)$`, 'm').exec(status)?.[1] ?? '').trim();

test('as which ids, and with which capabilities, the kernel says of the command what was asked', async ({ product, pod }) => {
  const bounding = valueOf(readFileSync(`/proc/${pod.container.pid}/status`, 'utf8'), 'CapBnd');
  const other = await inside(product, pod, ['cat', '/proc/self/status'], { as: { uid: 4242, gid: 4343 } });
  expect(['Uid', 'Gid', 'Groups', 'CapEff', 'CapBnd'].map((name) => valueOf(other, name))).toEqual(['4242\t4242\t4242\t4242', '4343\t4343\t4343\t4343', '', '0000000000000000', bounding]);
  const none = await inside(product, pod, ['cat', '/proc/self/status'], { as: 'root', capabilities: 'none' });
  expect(['Uid', 'CapEff', 'CapBnd'].map((name) => valueOf(none, name))).toEqual(['0\t0\t0\t0', '0000000000000000', '0000000000000000']);
  const all = await inside(product, pod, ['cat', '/proc/self/status'], { as: 'root', capabilities: 'all' });
  expect(valueOf(all, 'CapBnd')).toBe(valueOf(readFileSync('/proc/self/status', 'utf8'), 'CapBnd'));
});

test('a root and a directory are looked up in the container, and one that is not there is named', async ({ product, pod }) => {
  expect(await inside(product, pod, ['sh', '-c', 'pwd'], { directory: { path: '/proc' } })).toBe('/proc\n');
  expect(await inside(product, pod, ['sh', '-c', 'pwd'], { directory: 'root' })).toBe('/\n');
  const body = { target: `container/podman:${pod.container.id}`, types: TYPES, argv: ['true'], root: { path: '/no/such/place' } };
  const answer = await ask(product, '/api/exec', { method: 'POST', headers: bearer(await execToken(product)), body });
  expect(answer.status).not.toBe(200);
  expect(answer.text).toContain('/no/such/place');
});

test('the environment is that of the container on request, and what is set comes first', async ({ product, pod }) => {
  const theirs = linesOf(pod.container.pid, 'environ', '\0');
  expect(theirs.length).toBeGreaterThan(1);
  const [mark, ...rest] = (await inside(product, pod, ['cat', '/proc/self/environ'], { environment: { from: 'target', set: ['WISH=a b'] } })).split('\0');
  expect(mark).toMatch(/^NSATLAS_EXEC=\d+$/);
  expect(rest).toEqual(['WISH=a b', ...theirs, '']);
});

test('a command within the control groups of the container is there, and none of ours is left', async ({ product, pod }) => {
  const mark = `mark-of-${pod.name}`;
  const ended = inside(product, pod, ['sh', '-c', `until test -e /tmp/${mark}; do sleep 0.1; done`], { cgroup: 'target' });
  const pid = await until('the command runs', () => pidsWith(mark).find((candidate) => argvOf(candidate)[0] === 'sh'));
  const [own, theirs] = [linesOf(pid, 'cgroup'), linesOf(pod.container.pid, 'cgroup')];
  const v1 = (line: string): boolean => !line.startsWith('0::');
  expect(own.filter(v1)).toEqual(theirs.filter(v1));
  const above = theirs.find((line) => !v1(line)) ?? '0::none';
  const name = own.find((line) => !v1(line))?.slice(above === '0::/' ? above.length : above.length + 1);
  expect(name).toMatch(/^nsatlas-exec-\d+$/);
  writeFileSync(`/proc/${pid}/root/tmp/${mark}`, '');
  await ended;
  expect(allGroups().filter((path) => path.endsWith(`/${name}`))).toEqual([]);
});
