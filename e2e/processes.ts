/** What /proc says of processes. A zombie has ended: only its parent has not looked yet. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import type { NamespaceType } from '@/lib/schema';

interface Stat {
  readonly pid: number;
  readonly ppid: number;
  readonly state: string;
  /** In clock ticks since boot. */
  readonly startTime: number;
}

/** Null when there is no such file any more. */
function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}

function readStat(pid: number): Stat | null {
  const line = readProc(`${pid}/stat`);
  if (line === null) return null;
  // The name can hold anything, brackets too: count from behind the last one.
  const words = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state = '', ppid = ''] = words;
  return { pid, ppid: Number(ppid), state, startTime: Number(words[19]) };
}

/** Null when there is no such process any more. */
export function startTimeOf(pid: number): number | null {
  return readStat(pid)?.startTime ?? null;
}

/** Null when there is no such process any more. */
export function parentOf(pid: number): number | null {
  return readStat(pid)?.ppid ?? null;
}

export function allPids(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
}

export function isAlive(pid: number): boolean {
  const state = readStat(pid)?.state;
  return state !== undefined && !['Z', 'X'].includes(state);
}

export function argvOf(pid: number): string[] {
  return readProc(`${pid}/cmdline`)?.split('\0').slice(0, -1) ?? [];
}

export function commOf(pid: number): string | null {
  return readProc(`${pid}/comm`)?.trimEnd() ?? null;
}

/** The file it runs; null when there is no such process any more, for a kernel thread, and when it may not be known. */
export function programOf(pid: number): string | null {
  return tryReadlink(`/proc/${pid}/exe`);
}

/** The value of a line of proc_pid_status(5). */
export function statusOf(pid: number, name: string): string | null {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(readProc(`${pid}/status`) ?? '')?.[1]?.trim() ?? null;
}

/** All that descend from this process, itself left out. */
export function descendantsOf(ancestor: number): number[] {
  const rows = allPids().map(readStat).filter((row) => row !== null);
  const below = (pid: number): number[] => rows.filter((row) => row.ppid === pid).flatMap((row) => [row.pid, ...below(row.pid)]);
  return below(ancestor);
}

/** The living processes one of whose arguments holds this text. */
export function pidsWith(text: string): number[] {
  return allPids().filter((pid) => isAlive(pid) && argvOf(pid).some((word) => word.includes(text)));
}

/** The ino of a process's namespace, as readlink(1) tells it. */
export function inoOf(pid: number | 'self', type: NamespaceType): number {
  return Number(/\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/ns/${type}`))?.[1]);
}

/** The processes in a namespace, sorted; those left out that nobody may look at, which the test host's PID 1 can be. */
export function pidsIn(type: NamespaceType, ino: number): number[] {
  return allPids().filter((pid) => isAlive(pid) && tryReadlink(`/proc/${pid}/ns/${type}`) === `${type}:[${ino}]`).sort((a, b) => a - b);
}

function tryReadlink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isGone(error) || (error instanceof Error && 'code' in error && error.code === 'EACCES')) return null;
    throw error;
  }
}
