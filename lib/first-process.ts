/** The process that stands for a container: its oldest, which is the one the runtime started; all others came from or after it. */
import type { ScanProcess } from './schema';

export function firstProcess<T extends ScanProcess>(members: readonly T[]): T | null {
  return members.reduce<T | null>((best, member) => (best === null || byStanding(member, best) < 0 ? member : best), null);
}

/** Order of members: alive before zombies, then by age; within one clock tick the lower pid inside is the older. */
export function byStanding(a: ScanProcess, b: ScanProcess): number {
  return Number(isOver(a)) - Number(isOver(b)) || a.startTime - b.startTime || innerPid(a) - innerPid(b) || a.pid - b.pid;
}

/** A zombie or a dead process: it has left its namespaces and waits for its parent. */
export function isOver(process: ScanProcess): boolean {
  return process.state === 'Z' || process.state === 'X';
}

/** Its pid in its own pid namespace. */
export function innerPid(process: ScanProcess): number {
  return process.nspid.at(-1) ?? process.pid;
}
