/** Makes a world of real namespaces and pods, tells the truth about it, and takes it away again. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GUEST_LABEL, podman } from './podman';
import { commOf, descendantsOf, isAlive } from './processes';
import { GUEST_IMAGE, PAUSE } from './rig-image';
import { run, runJson, until } from './run';

export interface Address {
  readonly ifname: string;
  readonly family: 'inet' | 'inet6';
  readonly local: string;
  readonly prefixlen: number;
}

export interface Guest {
  /** Its comm, not used by anybody else. */
  readonly name: string;
  readonly pid: number;
  /** What made its namespaces, and may live on above it; else itself. */
  readonly outer: number;
}

/** One that lives in a root directory of its own. */
export interface RootedGuest extends Guest {
  /** That directory, as the host calls it; it has an empty /etc and /proc. */
  readonly root: string;
}

export interface PodmanPod {
  readonly name: string;
  readonly id: string;
  readonly container: { readonly name: string; readonly id: string; readonly pid: number };
}

const LIFE_SECONDS = '3600';

export class Sandbox {
  readonly #undo: (() => Promise<unknown>)[] = [];
  /** For files of the test; goes with the sandbox. */
  readonly folder = mkdtempSync(join(tmpdir(), 'nsatlas-sandbox-'));
  readonly #tag = randomBytes(2).toString('hex');
  readonly #naming: 'unique' | 'plain';
  #count = 0;

  /** Plain names are for pictures; they may be taken already. */
  constructor(naming: 'unique' | 'plain' = 'unique') {
    this.#naming = naming;
  }

  /** A name nobody else has; short enough for an interface. */
  name(word: string): string {
    if (this.#naming === 'plain') return word;
    this.#count += 1;
    return `${word.slice(0, 8)}${this.#tag}${this.#count}`;
  }

  /** A sleeping process in new namespaces: flags as unshare(1) takes them. It ends with us, and by itself. */
  unshare(flags: readonly string[], word = 'guest'): Promise<Guest> {
    return this.start(['unshare', ...flags, '--'], word);
  }

  /** A sleeping process, run by these words. It ends with us, and by itself. */
  async start(words: readonly string[], word = 'guest'): Promise<Guest> {
    const name = this.name(word);
    const program = join(this.folder, name);
    copyFileSync('/usr/bin/sleep', program);
    return { name, ...await this.#start(name, [...words, program, LIFE_SECONDS]) };
  }

  /** The same with a root directory of its own (chroot, as unshare(1) does it). What never ends there is a static program: nothing else is in it. */
  async rooted(flags: readonly string[], word = 'rooted'): Promise<RootedGuest> {
    const name = this.name(word);
    const root = join(this.folder, `root-${name}`);
    for (const folder of ['etc', 'proc']) mkdirSync(join(root, folder), { recursive: true });
    copyFileSync(PAUSE, join(root, name));
    return { name, root, ...await this.#start(name, ['unshare', ...flags, '--root', root, '--', `/${name}`, '-P']) };
  }

  async #start(name: string, argv: readonly string[]): Promise<{ pid: number; outer: number }> {
    const child = spawn('setpriv', ['--pdeathsig', 'SIGKILL', '--', ...argv], { stdio: 'ignore' });
    const outer = child.pid ?? 0;
    this.atEnd(() => endProcess(outer));
    return { pid: await until(`${name} runs`, () => [outer, ...descendantsOf(outer)].find((candidate) => commOf(candidate) === name)), outer };
  }

  /** Done when the sandbox ends, before what was made earlier is taken away. */
  atEnd(undo: () => Promise<unknown>): void {
    this.#undo.push(undo);
  }

  /** `ip netns add`: a net namespace that no process lives in, held by its file. */
  async netns(word = 'ns'): Promise<{ name: string; ino: number }> {
    const name = this.name(word);
    await run(['ip', 'netns', 'add', name]);
    this.#undo.push(() => run(['ip', 'netns', 'delete', name]));
    return { name, ino: statSync(`/run/netns/${name}`).ino };
  }

  async bridge(word = 'br'): Promise<string> {
    const name = this.name(word);
    await run(['ip', 'link', 'add', name, 'type', 'bridge']);
    this.#undo.push(() => run(['ip', 'link', 'delete', name]));
    await run(['ip', 'link', 'set', name, 'up']);
    return name;
  }

  /** A cable from the host into a named net namespace; the inner end is eth0 and has these addresses. */
  async veth(netns: string, addresses: readonly string[], bridge?: string, word = 've'): Promise<string> {
    const outer = this.name(word);
    await run(['ip', 'link', 'add', outer, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns]);
    for (const address of addresses) await run(['ip', '-n', netns, 'address', 'add', address, 'dev', 'eth0', ...(address.includes(':') ? ['nodad'] : [])]);
    await run(['ip', '-n', netns, 'link', 'set', 'lo', 'up']);
    await run(['ip', '-n', netns, 'link', 'set', 'eth0', 'up']);
    if (bridge !== undefined) await run(['ip', 'link', 'set', outer, 'master', bridge]);
    await run(['ip', 'link', 'set', outer, 'up']);
    return outer;
  }

  /** A Podman pod with these containers beside its infra container; told is the first of them. */
  async pod(word = 'pod', [first = 'app', ...others]: readonly string[] = []): Promise<PodmanPod> {
    const name = this.name(word);
    const id = (await podman(['pod', 'create', '--label', GUEST_LABEL, '--name', name])).trim();
    this.#undo.push(() => podman(['pod', 'rm', '--force', '--ignore', '--time', '0', name]));
    const start = (container: string): Promise<string> => podman(['run', '--detach', '--pod', name, '--name', container, GUEST_IMAGE, 'sleep', LIFE_SECONDS]);
    const container = `${name}-${first}`;
    const containerId = (await start(container)).trim();
    for (const other of others) await start(`${name}-${other}`);
    const pid = Number(await podman(['inspect', '--format', '{{.State.Pid}}', container]));
    return { name, id, container: { name: container, id: containerId, pid } };
  }

  /** Takes everything away, the newest first. All is tried; the first failure is told at the end. */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (const undo of this.#undo.splice(0).reverse()) await undo().catch((error: unknown) => failures.push(error));
    rmSync(this.folder, { recursive: true });
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
  }
}

/** What `ip -j address` says inside the net namespace of a process, or in a named one. */
export async function addressesIn(where: { pid: number } | { netns: string }): Promise<Address[]> {
  const enter = 'pid' in where ? ['nsenter', `--net=/proc/${where.pid}/ns/net`, '--', 'ip'] : ['ip', '-n', where.netns];
  const links = (await runJson([...enter, '-j', 'address'])) as { ifname: string; addr_info: Omit<Address, 'ifname'>[] }[];
  return links.flatMap(({ ifname, addr_info }) => addr_info.map((row) => ({ ...row, ifname })));
}

/** Ends a process of ours and all below it, and waits until they are gone. */
export async function endProcess(pid: number): Promise<void> {
  const family = [pid, ...descendantsOf(pid)];
  for (const member of family) if (isAlive(member)) process.kill(member, 'SIGKILL');
  await until(`${family.join(' ')} ended`, () => !family.some(isAlive));
}
