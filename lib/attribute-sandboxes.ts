/**
 * Sandboxes of one program, known by who made them: bubblewrap, Flatpak, which runs it, and Chromium's zygotes. A name proves
 * nothing, so what counts is that a child lives in namespaces that its parent is not in.
 */
import { unescapeUnit } from './attribute-cgroup';
import { plain, type Monitor, type Tellers } from './attribute-parents';
import { byStanding, innerPid } from './first-process';
import { processKey } from './identity';
import type { NamespaceType, Runtime, ScanProcess } from './schema';
import { plainText } from './text';

export interface Sandboxes extends Tellers {
  /** Processes that look after one, by pid; only some of them stand above all that is in it. */
  readonly monitors: ReadonlyMap<number, Monitor>;
}

export function readSandboxes(processes: readonly ScanProcess[]): Sandboxes {
  const wrappers = processes.filter(isWrapper);
  const zygotes = processes.filter(isZygote);
  if (wrappers.length === 0 && zygotes.length === 0) return { above: new Map(), starts: new Map(), monitors: new Map() };
  const processByPid = new Map(processes.map((row) => [row.pid, row]));
  const outer = outerWrappers(processes, processByPid);
  const orphans = wrappers.filter((row) => isOrphan(row, outer));
  const [monitors, starts] = [monitorsOfWrappers([...outer]), monitorsOfWrappers(orphans)];
  const browsers = zygotes.flatMap((zygote) => browserOf(zygote, processByPid) ?? []);
  return {
    above: byPidOf(monitors),
    starts: new Map([...byPidOf(starts.map((row) => ({ ...row, isInside: true }))), ...browsers.map(({ zygote, monitor }) => [zygote.pid, monitor] as const)]),
    monitors: byPidOf([...monitors, ...browsers.map(({ monitor }) => monitor)]),
  };
}

function byPidOf(monitors: readonly Monitor[]): Map<number, Monitor> {
  return new Map(monitors.map((monitor) => [monitor.process.pid, monitor]));
}

function isWrapper({ comm, kernelThread }: ScanProcess): boolean {
  return !kernelThread && (comm === 'bwrap' || comm === 'flatpak-bwrap');
}

/** bwrap(1) always makes a mnt namespace: the one outside has a child in another one. */
function outerWrappers(processes: readonly ScanProcess[], processByPid: ReadonlyMap<number, ScanProcess>): ReadonlySet<ScanProcess> {
  const outer = new Set<ScanProcess>();
  for (const child of processes) {
    const parent = processByPid.get(child.ppid);
    if (parent !== undefined && isWrapper(parent) && isApart(child, parent, 'mnt')) outer.add(parent);
  }
  return outer;
}

/** Its second process, PID 1 inside, lives on when the one outside is killed. */
function isOrphan(process: ScanProcess, outer: ReadonlySet<ScanProcess>): boolean {
  const hasParent = [...outer].some(({ pid }) => pid === process.ppid);
  return !outer.has(process) && !hasParent && process.nspid.length > 1 && innerPid(process) === 1;
}

function isApart(process: ScanProcess, from: ScanProcess, type: NamespaceType): boolean {
  const [own, other] = [process.namespaces[type], from.namespaces[type]];
  return own !== undefined && other !== undefined && own !== other;
}

/** Flatpak wraps an application and its helpers one by one, all in one scope of the user's systemd. */
function monitorsOfWrappers(wrappers: readonly ScanProcess[]): Monitor[] {
  const firstOfScope = new Map<string, ScanProcess>();
  return [...wrappers].sort(byStanding).map((process) => {
    const scope = flatpakScope(process);
    if (scope === null) return sandboxOf(process, 'bubblewrap', { id: processKey(process), name: null, evidence: `parent ${plainText(process.comm)} ${process.pid}` });
    const first = firstOfScope.get(scope.path) ?? process;
    firstOfScope.set(scope.path, first);
    return sandboxOf(process, 'flatpak', { id: processKey(first), name: scope.app, evidence: `cgroup ${scope.path}` });
  });
}

function sandboxOf(process: ScanProcess, runtime: Runtime, told: Pick<Monitor, 'id' | 'name' | 'evidence'>): Monitor {
  return { process, runtime, kind: 'sandbox', wholePod: false, scope: '', isInside: false, owner: process.uid, ...told };
}

const FLATPAK_SCOPE = /^(?:app-)?flatpak-(.+)-\d+\.scope$/;

function flatpakScope({ cgroup }: ScanProcess): { readonly app: string; readonly path: string } | null {
  for (const line of cgroup) {
    const parts = plainText(line).split('/');
    const depth = parts.map((part) => FLATPAK_SCOPE.test(part)).lastIndexOf(true);
    const app = FLATPAK_SCOPE.exec(parts[depth] ?? '')?.[1];
    if (app !== undefined) return { app: unescapeUnit(app), path: `/${parts.slice(1, depth + 1).join('/')}` };
  }
  return null;
}

/** Its processes rewrite their command line into one argument. */
const ZYGOTE_TITLE = / --type=zygote(?: |$)/;

function isZygote({ argv, kernelThread }: ScanProcess): boolean {
  return !kernelThread && (argv.includes('--type=zygote') || ZYGOTE_TITLE.test(plain(argv[0])));
}

/** The setuid helper of older sandboxes stands between them. A zygote made to be in no sandbox is in the browser's namespaces. */
function browserOf(zygote: ScanProcess, processByPid: ReadonlyMap<number, ScanProcess>): { readonly zygote: ScanProcess; readonly monitor: Monitor } | null {
  const parent = processByPid.get(zygote.ppid);
  const browser = parent?.comm === 'chrome-sandbox' ? processByPid.get(parent.ppid) : parent;
  if (browser === undefined || !isApart(zygote, browser, 'pid')) return null;
  const evidence = `parent ${plainText(browser.comm)} ${browser.pid} of zygote ${zygote.pid}`;
  return { zygote, monitor: sandboxOf(browser, 'chromium', { id: processKey(browser), name: browser.comm, evidence }) };
}
