/** runc and crun alone: a bundle, and no daemon, no shim, no engine. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inoOf, pidsIn } from './processes';
import { makeRoot } from './rig-image';
import { groupsNamed, listFolder, pidsInGroup, removeGroups } from './rig-leavings';
import { abandoned, guestName } from './rig-names';
import { run, runJson, until } from './run';
import { endProcess } from './sandbox';

/** Where both keep their state, each in a folder of its own. */
const STATES = { runc: '/run/runc', crun: '/run/crun' };
export type OciRuntime = keyof typeof STATES;

interface Spec {
  process: { terminal: boolean; args: string[]; rlimits: unknown[] };
  hostname: string;
  annotations: Record<string, string>;
  linux: { resources?: unknown; namespaces: { type: string; path?: string }[] };
}

export class OciRig {
  readonly #runtime: OciRuntime;
  readonly #folder = mkdtempSync(join(tmpdir(), 'nsatlas-bundle-'));

  constructor(runtime: OciRuntime) {
    this.#runtime = runtime;
  }

  /** Runs a container of this command, in a net namespace that has a name. Gives its id. */
  async start(word: string, args: string[], netns: string): Promise<string> {
    await removeAbandoned(this.#runtime);
    const id = guestName(word);
    const bundle = join(this.#folder, id);
    mkdirSync(bundle);
    await makeRoot(join(bundle, 'rootfs'));
    await run(['runc', 'spec', '--bundle', bundle]);
    const path = join(bundle, 'config.json');
    const spec = JSON.parse(readFileSync(path, 'utf8')) as Spec;
    spec.process = { ...spec.process, terminal: false, args, rlimits: [] };
    spec.hostname = word;
    spec.annotations = { 'org.example.tier': word };
    delete spec.linux.resources;
    spec.linux.namespaces = spec.linux.namespaces.map((row) => (row.type === 'network' ? { ...row, path: `/run/netns/${netns}` } : row));
    writeFileSync(path, JSON.stringify(spec));
    await this.#launch(['run', '--detach', '--bundle', bundle, id]);
    return id;
  }

  /** A command in the container, beside its first process. */
  exec(id: string, args: readonly string[]): Promise<void> {
    return this.#launch(['exec', '--detach', id, ...args]);
  }

  async pid(id: string): Promise<number> {
    return ((await runJson([this.#runtime, 'state', id])) as { pid: number }).pid;
  }

  /** The pids of the container as `runc ps` prints them, sorted. Without control groups crun cannot: who shares the pid namespace can. */
  async processes(id: string): Promise<number[]> {
    if (this.#runtime === 'crun') return pidsIn('pid', inoOf(await this.pid(id), 'pid'));
    return ((await runJson(['runc', 'ps', '--format', 'json', id])) as number[]).sort((a, b) => a - b);
  }

  async stop(): Promise<void> {
    await removeAbandoned(this.#runtime);
    rmSync(this.#folder, { recursive: true });
  }

  /** What it starts keeps our descriptors: nothing of ours may wait for their end. */
  async #launch(words: readonly string[]): Promise<void> {
    const argv = this.#runtime === 'crun' ? [...IN_V2_VIEW, 'crun', '--cgroup-manager=disabled', ...words] : ['runc', ...words];
    const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: 'ignore' });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${String(code)}`);
  }
}

/** crun refuses a host with control groups of both versions: it is shown only the second. */
const IN_V2_VIEW = ['unshare', '--mount', '--propagation', 'unchanged', '--', '/usr/bin/busybox', 'sh', '-c',
  'umount -l /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"', 'crun'];

async function removeAbandoned(runtime: OciRuntime): Promise<void> {
  const state = STATES[runtime];
  for (const id of abandoned(listFolder(state))) {
    const { pid } = (await runJson([runtime, 'state', id])) as { pid: number };
    for (const member of new Set([pid, ...groupsNamed(id).flatMap(pidsInGroup)].filter((member) => member > 0))) await endProcess(member);
    // It looks whether the first process is there; a zombie is, until somebody has waited for it.
    await until(`${runtime} deletes ${id}`, () => run([runtime, 'delete', '--force', id]).then(() => true, () => !existsSync(join(state, id))));
    removeGroups(id);
  }
}
