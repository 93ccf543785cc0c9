/** Takes away what container runtimes leave behind: mounts, control groups, links, rules. Nothing there is no failure. */
import { existsSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run';

const CGROUPS = '/sys/fs/cgroup';

/** Every control group of this name at the top of any hierarchy, with what is below it. One that somebody lives in stays. */
export function removeGroups(name: string): void {
  for (const path of groupsNamed(name)) removeEmptyGroups(path);
}

/** Every control group of the host, in all hierarchies. */
export function allGroups(): string[] {
  return withAllBelow(CGROUPS).slice(1);
}

/** The directories of this control group: one in each hierarchy that has it. */
export function groupsNamed(name: string): string[] {
  const hierarchies = readdirSync(CGROUPS).map((hierarchy) => join(CGROUPS, hierarchy, name));
  return [join(CGROUPS, name), ...hierarchies].filter((path) => existsSync(join(path, 'cgroup.procs')));
}

/** What is paused cannot even be killed (cgroup v1): lets all go on in the groups of this name, and below them. */
export function thawGroups(name: string): void {
  for (const path of groupsNamed(name).flatMap(withAllBelow)) {
    for (const [file, word] of [['freezer.state', 'THAWED'], ['cgroup.freeze', '0']] as const) if (existsSync(join(path, file))) writeFileSync(join(path, file), word);
  }
}

/** The pids in a control group and all below it. */
export function pidsInGroup(path: string): number[] {
  const members = (group: string): number[] => readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter((line) => line !== '').map(Number);
  return withAllBelow(path).flatMap((group) => unlessGone(() => members(group))).sort((a, b) => a - b);
}

function withAllBelow(path: string): string[] {
  return [path, ...foldersIn(path).flatMap(withAllBelow)];
}

function removeEmptyGroups(path: string): void {
  for (const folder of foldersIn(path)) removeEmptyGroups(folder);
  removeEmptyFolders(path);
}

/** The names in a folder; none when it is not there. */
export function listFolder(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

function foldersIn(path: string): string[] {
  return unlessGone(() => readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(path, entry.name)));
}

/** A runtime removes its control groups while we look, a product its directory. */
export function unlessGone<T>(look: () => T[]): T[] {
  try {
    return look();
  } catch (error) {
    if (hasCode(error, ['ENOENT', 'ENODEV'])) return [];
    throw error;
  }
}

/** Mounts go first: a removal must not reach through one. */
export async function removeTree(folder: string): Promise<void> {
  await unmountAll(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Lets go of every mount at or below the folder. */
export async function unmountAll(folder: string): Promise<void> {
  const points = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map((line) => unescapeMount(line.split(' ')[4] ?? ''));
  const below = points.filter((point) => point === folder || point.startsWith(`${folder}/`)).reverse();
  for (const point of below) await run(['umount', '--lazy', point]);
}

/** proc_pid_mountinfo(5): space, tab, newline and backslash stand as octal numbers. */
function unescapeMount(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

/** What is in use by somebody else stays: the folder is not empty, the control group is busy. */
export function removeEmptyFolders(...paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmdirSync(path);
    } catch (error) {
      if (!hasCode(error, ['ENOTEMPTY', 'ENOENT', 'EBUSY'])) throw error;
    }
  }
}

export async function removeLink(name: string): Promise<void> {
  if (existsSync(`/sys/class/net/${name}`)) await run(['ip', 'link', 'delete', name]);
}

/** The chains of iptables(8) whose name matches, and every rule that has a word which matches, in all tables. */
export async function removeRules(mark: RegExp): Promise<void> {
  for (const tool of ['iptables', 'ip6tables']) {
    const chains: [table: string, chain: string][] = [];
    let table = '';
    for (const line of (await run([`${tool}-save`])).split('\n')) {
      if (line.startsWith('*')) table = line.slice(1);
      const [verb = '', chain = '', ...rule] = wordsOf(line);
      if (verb.startsWith(':') && mark.test(verb.slice(1))) chains.push([table, verb.slice(1)]);
      if (verb === '-A' && !mark.test(chain) && rule.some((word) => mark.test(word))) await run([tool, '-w', '-t', table, '-D', chain, ...rule]);
    }
    // A chain that another one leads to cannot be deleted before that one is empty.
    for (const verb of ['-F', '-X']) for (const [where, chain] of chains) await run([tool, '-w', '-t', where, verb, chain]);
  }
}

/** iptables-save(8) quotes a comment that has spaces. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
