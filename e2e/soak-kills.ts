/**
 * Kills parts of the product at random moments, in random order, while a terminal runs that leaves a daemon behind and while it is
 * being opened; five seconds later nothing of it may be there. NSATLAS_ROUNDS says how often (200), NSATLAS_SEED repeats a run.
 */
import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test, type Browser } from '@playwright/test';
import { allPids, descendantsOf, isAlive, pidsWith, programOf, startTimeOf } from './processes';
import { nsatlas, startProduct, type Product } from './product';
import { run } from './run';
import { Sandbox, type Guest } from './sandbox';
import { listTerminals, postTerminal, TerminalClient, type Door } from './terminal-client';

const ROUNDS = Number(process.env['NSATLAS_ROUNDS'] ?? 200);
const SEED = Number(process.env['NSATLAS_SEED'] ?? Date.now() % 1e6);
const SURVIVAL_MS = 5000;
const LONGEST_MS = 1500;
/** Where systemd, and whoever follows it, mounts every hierarchy. */
const ALL_GROUPS = '/sys/fs/cgroup';
const PARTS = ['web', 'helper', 'listener', 'browser', 'launcher'] as const;
type Part = (typeof PARTS)[number];

/** mulberry32: the same seed gives the same run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pidsOf(part: Part, product: Product): number[] {
  const below = descendantsOf(product.launcher);
  switch (part) {
    case 'web':
      return [product.webProcess];
    case 'launcher':
      return [product.launcher];
    case 'listener':
      return below.filter((pid) => programOf(pid)?.endsWith('nsatlas-listen'));
    case 'helper':
      return below.filter((pid) => programOf(pid)?.endsWith('nsatlas-exec'));
    case 'browser':
      return [];
  }
}

/** The control groups of this one and below. One that goes while it is looked at has none. */
function groupsBelow(path: string): string[] {
  const groups = readIfThere(() => readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name)));
  return groups.flatMap((group) => [group, ...groupsBelow(group)]);
}

/** What a product makes outside its processes: control groups below the one it runs in, mounts. */
function traces(home: string): string[] {
  const groups = groupsBelow(home);
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter((line) => line.includes('nsatlas'));
  return [...groups, ...mounts];
}

/** Wherever they are: the groups that limit how many processes a door of ours, or a command, may have. */
function limitsOf(ours: readonly number[]): string[] {
  const names = ours.flatMap((pid) => [`nsatlas-door-${pid}`, `nsatlas-exec-${pid}`]);
  return groupsBelow(ALL_GROUPS).filter((group) => names.includes(basename(group)));
}

/** A control group of our own to live in, so that what others make on this host is not taken for ours. Gives the way out. */
async function moveIn(): Promise<{ home: string; leave: () => void }> {
  const mount = (await run(['findmnt', '-n', '-o', 'TARGET', '-t', 'cgroup2'])).split('\n')[0]?.trim() ?? '';
  const before = join(mount, /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '');
  const home = join(before, `nsatlas-soak-${process.pid}`);
  const moveTo = (group: string) => writeFileSync(join(group, 'cgroup.procs'), String(process.pid));
  mkdirSync(home);
  moveTo(home);
  const leave = () => {
    moveTo(before);
    // Who is left in it after a failure keeps it: the failure is what to read.
    if (readFileSync(join(home, 'cgroup.procs'), 'utf8') === '' && groupsBelow(home).length === 0) rmdirSync(home);
  };
  return { home, leave };
}

/** Whether there was somebody to kill: with one part others go by themselves. */
function kill(pid: number): boolean {
  try {
    return isAlive(pid) && process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

function ptys(): string[] {
  return readdirSync('/dev/pts').filter((name) => /^\d+$/.test(name)).map((name) => `/dev/pts/${name}`);
}

/** What somebody has open who is none of ours: other people have terminals too. */
function heldByOthers(ours: readonly number[]): ReadonlySet<string> {
  return new Set(allPids().filter((pid) => !ours.includes(pid)).flatMap(openedBy));
}

function openedBy(pid: number): string[] {
  return readIfThere(() => readdirSync(`/proc/${pid}/fd`)).flatMap((fd) => readIfThere(() => [readlinkSync(`/proc/${pid}/fd/${fd}`)]));
}

function readIfThere(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENODEV' || error.code === 'ESRCH' || error.code === 'EACCES')) return [];
    throw error;
  }
}

interface Scene {
  readonly product: Product;
  readonly door: Door;
  readonly guest: Guest;
  readonly mark: string;
}

/** A shell with a daemon that wants to stay, and a page that shows it. */
async function openTerminal({ door, guest, mark }: Scene): Promise<TerminalClient> {
  const line = `trap '' HUP TERM; (setsid nohup sleep 1${mark} >/dev/null 2>&1 &); while :; do sleep 2${mark}; done`;
  const types = ['ipc', 'mnt', 'net', 'pid', 'uts'];
  const id = await postTerminal(door, { target: `process/${guest.pid}@${startTimeOf(guest.pid) ?? 0}`, types, argv: ['sh', '-c', line] });
  const client = new TerminalClient(door, id);
  // Whoever is killed now opens no socket any more.
  client.opened.catch(() => undefined);
  return client;
}

async function openPage(browser: Browser, product: Product): Promise<() => Promise<void>> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(await nsatlas(product, 'url'));
  return () => context.close();
}

async function round(browser: Browser, { guest, home }: { guest: Guest; home: string }, random: () => number): Promise<string> {
  const product = await startProduct();
  const [tracesBefore, ptysBefore, mark] = [traces(home), ptys(), `77${Math.floor(random() * 1e6)}`];
  const door = { product, token: await nsatlas(product, 'token', '--exec') };
  const closePage = random() < 0.2 ? await openPage(browser, product) : null;
  const order = [...PARTS].sort(() => random() - 0.5).slice(0, 1 + Math.floor(random() * PARTS.length));
  // The opening may be hit by the kill: what it says then is of no interest.
  const opening = openTerminal({ product, door, guest, mark }).catch(() => null);
  const moment = random() * LONGEST_MS;
  await new Promise((resolve) => setTimeout(resolve, moment));
  const ours = [product.launcher, ...descendantsOf(product.launcher)];
  let hasHelperDied = false;
  for (const part of order) {
    const parts = pidsOf(part, product);
    const isServed = part === 'helper' && parts.some((pid) => serves(pid, mark));
    const killed = parts.filter(kill);
    hasHelperDied ||= isServed && killed.length > 0;
    if (part === 'browser') await closePage?.();
    await new Promise((resolve) => setTimeout(resolve, random() * 50));
  }
  const isStillUp = !order.some((part) => part === 'web' || part === 'launcher' || part === 'listener');
  const label = `${order.join(', ')} after ${Math.round(moment)} ms`;
  if (isStillUp && hasHelperDied) await expectNoTerminal(door, label);
  if (isStillUp) await product.stop();
  (await opening)?.close();
  await expect.poll(() => [...ours.filter(isAlive), ...pidsWith(mark)], { message: label, timeout: SURVIVAL_MS }).toEqual([]);
  await expect.poll(() => traces(home).filter((trace) => !tracesBefore.includes(trace)), { message: label, timeout: SURVIVAL_MS }).toEqual([]);
  await expect.poll(() => limitsOf(ours), { message: label, timeout: SURVIVAL_MS }).toEqual([]);
  await expect.poll(() => ptys().filter((pty) => !ptysBefore.includes(pty) && !heldByOthers(ours).has(pty)), { message: label, timeout: SURVIVAL_MS }).toEqual([]);
  await closePage?.();
  return label;
}

/** Others wait for the next that is asked. */
function serves(helper: number, mark: string): boolean {
  const marked = pidsWith(mark);
  return descendantsOf(helper).some((pid) => marked.includes(pid));
}

/** Its helper has died, and the server has not: it says that the terminal is over. */
async function expectNoTerminal(door: Door, label: string): Promise<void> {
  await expect.poll(async () => (await listTerminals(door)).filter(({ state }) => state.kind === 'running').length, { message: label, timeout: SURVIVAL_MS }).toBe(0);
}

test('nothing is left of a product whose parts are killed at random moments', async ({ browser }) => {
  test.setTimeout(ROUNDS * 60_000);
  const random = chance(SEED);
  const sandbox = new Sandbox();
  const { home, leave } = await moveIn();
  try {
    const guest = await sandbox.unshare(['--mount', '--net', '--uts', '--ipc', '--pid', '--fork', '--mount-proc']);
    for (let count = 1; count <= ROUNDS; count += 1) process.stdout.write(`${count}/${ROUNDS} (seed ${SEED}): ${await round(browser, { guest, home }, random)}\n`);
    expect(isAlive(guest.pid), 'the target lives on').toBe(true);
  } finally {
    await sandbox.stop();
    leave();
  }
});
