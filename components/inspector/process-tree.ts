/** Processes of one object in the order of who started whom. */
import type { Process } from '@/lib/schema';

export interface TreeRow {
  readonly process: Process;
  /** 0 for one whose parent is not among them. */
  readonly depth: number;
}

/** Parents before children, siblings by pid. Each process once, also where pids of the scan contradict each other. */
export function treeOf(processes: readonly Process[]): TreeRow[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const children = new Map<number, Process[]>();
  for (const process of processes) {
    const siblings = children.get(process.ppid);
    if (siblings === undefined) children.set(process.ppid, [process]);
    else siblings.push(process);
  }
  const roots = processes.filter(({ pid, ppid }) => ppid === pid || !byPid.has(ppid));
  const rows: TreeRow[] = [];
  const seen = new Set<number>();
  walk(roots, rows, { children, seen });
  walk(processes, rows, { children, seen });
  return rows;
}

/** Without recursion: a tree can be as deep as there are processes. */
function walk(roots: readonly Process[], rows: TreeRow[], { children, seen }: { children: ReadonlyMap<number, readonly Process[]>; seen: Set<number> }): void {
  const waiting = [...roots].reverse().map((process): TreeRow => ({ process, depth: 0 }));
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    const { process, depth } = row;
    if (seen.has(process.pid)) continue;
    seen.add(process.pid);
    rows.push(row);
    const next = children.get(process.pid) ?? [];
    waiting.push(...[...next].reverse().map((child) => ({ process: child, depth: depth + 1 })));
  }
}
