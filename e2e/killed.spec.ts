import { existsSync } from 'node:fs';
import { ask, bearer } from './ask';
import { expect, test } from './fixtures';
import { descendantsOf, isAlive, pidsWith } from './processes';
import { startProduct, type Product } from './product';
import { allGroups, pidsInGroup } from './rig-leavings';
import { until } from './run';
import type { PodmanPod } from './sandbox';
import { execToken } from './tokens';

const SURVIVAL_MS = 5000;

interface Running {
  /** The command in the pod, and the daemon it left. */
  readonly pids: readonly number[];
  /** The control groups that came with it. */
  readonly groups: readonly string[];
  readonly ours: readonly number[];
}

/** The control groups that a nsatlas made for these, in whatever hierarchies the host has. */
function groupsOf(pids: readonly number[]): string[] {
  return allGroups().filter((path) => path.includes('nsatlas') && pidsInGroup(path).some((pid) => pids.includes(pid)));
}

/** A command in the pod that left a daemon behind: another session, another parent, no wish to end. */
async function startCommand(product: Product, pod: PodmanPod): Promise<Running> {
  const mark = `9${Math.floor(Math.random() * 1e6)}`;
  const line = `trap '' TERM HUP INT; (setsid nohup sleep 1${mark} >/dev/null 2>&1 &) ; sleep 2${mark}; sleep 3${mark}`;
  const body = { target: `container/podman:${pod.container.id}`, types: ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts'], argv: ['sh', '-c', line], as: 'root', timeoutMs: 300_000 };
  const headers = bearer(await execToken(product));
  const refusal = ask(product, '/api/exec', { method: 'POST', headers, body }).then((answer) => { throw new Error(`exec ended early: ${answer.status} ${answer.text}`); }, () => null);
  const look = (): number[] | null => {
    const pids = pidsWith(mark);
    return [`1${mark}`, `2${mark}`].every((word) => pids.some((pid) => pidsWith(word).includes(pid))) ? pids : null;
  };
  const pids = await Promise.race([until('the command and its daemon run', look), refusal]);
  if (pids === null) throw new Error('the connection broke before the command ran');
  refusal.catch(() => undefined);
  return { pids, groups: groupsOf(pids), ours: [product.launcher, ...descendantsOf(product.launcher)] };
}

async function expectNothingLeft({ pids, groups, ours }: Running, pod: PodmanPod): Promise<void> {
  const isOver = (): boolean => [...pids, ...ours].every((pid) => !isAlive(pid));
  await expect.poll(isOver, { timeout: SURVIVAL_MS }).toBe(true);
  await expect.poll(() => groups.filter((path) => existsSync(path)), { timeout: SURVIVAL_MS }).toEqual([]);
  expect(isAlive(pod.container.pid), 'the pod lives on').toBe(true);
}

test('nothing of a command survives the death of the web process', async ({ pod }) => {
  const product = await startProduct();
  const running = await startCommand(product, pod);
  process.kill(product.webProcess, 'SIGKILL');
  await expectNothingLeft(running, pod);
  expect(await product.ended).toBe(1);
  expect(product.output()).toContain('nsatlas: the web process ended by itself (SIGKILL); everything is stopped');
});

test('nothing of a command survives the death of the launcher', async ({ pod }) => {
  const product = await startProduct();
  const running = await startCommand(product, pod);
  process.kill(product.launcher, 'SIGKILL');
  await expectNothingLeft(running, pod);
});

test('nothing of a command survives the end of npm, which passes no signal on', async ({ pod }) => {
  const product = await startProduct();
  const running = await startCommand(product, pod);
  process.kill(product.npm, 'SIGTERM');
  await expectNothingLeft(running, pod);
});

test('nothing of a command survives Ctrl-C', async ({ pod }) => {
  const product = await startProduct();
  const running = await startCommand(product, pod);
  expect(await product.stop()).toBe(0);
  await expectNothingLeft(running, pod);
});
