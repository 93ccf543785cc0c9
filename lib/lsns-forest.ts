/** Which lines lsns(8) prints, in which order, and which of them hangs from which. */
import { cellsOf, type Cells, type ListedColumnName, type ListedWorld } from './lsns-columns';
import { indexOf, leader, nprocs } from './members';
import type { Namespace, NamespaceType, Process, Snapshot } from './schema';

export type Relation = 'process' | 'owner' | 'parent';

export interface Selection {
  /** Empty: all. */
  readonly types: readonly NamespaceType[];
  /** Only what this process is a member of. */
  readonly pid: number | null;
  /** Only what has no process. */
  readonly persistent: boolean;
  /** Lists the processes of this namespace instead. */
  readonly ino: number | null;
  /** Null: a plain list. */
  readonly tree: Relation | null;
}

export interface Line {
  readonly cells: Cells;
  readonly children: Line[];
}

export interface Wanted {
  readonly world: ListedWorld;
  readonly selection: Selection;
  /** All that is printed or asked for by `keeps`. */
  readonly columns: readonly ListedColumnName[];
  readonly keeps: (cells: Cells) => boolean;
}

/** The lines that hang from no other, in the order in which they are printed. Null: there is no namespace `selection.ino`. */
export function linesOf(wanted: Wanted): readonly Line[] | null {
  const forest = new Forest(wanted);
  const { types, ino } = wanted.selection;
  const rows = wanted.world.snapshot.namespaces.filter(({ type }) => types.length === 0 || types.includes(type)).sort((a, b) => a.ino - b.ino);
  if (ino === null) return forest.ofNamespaces(rows);
  const named = rows.find((row) => row.ino === ino);
  return named === undefined ? null : forest.ofProcesses(named);
}

class Forest {
  readonly #wanted: Wanted;
  readonly #snapshot: Snapshot;
  readonly #roots: Line[] = [];
  readonly #lineOfProcess = new Map<Process, Line>();
  readonly #lineOfNamespace = new Map<Namespace, Line>();

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#snapshot = wanted.world.snapshot;
  }

  ofNamespaces(rows: readonly Namespace[]): readonly Line[] {
    const { pid, persistent } = this.#wanted.selection;
    const byIno = new Map(rows.map((row) => [row.ino, row]));
    const members = pid === null ? null : new Set(Object.values(indexOf(this.#snapshot).processByPid.get(pid)?.namespaces ?? {}));
    for (const row of rows) {
      if (members?.has(row.ino) === false || (persistent && nprocs(this.#snapshot, row.ino) > 0)) continue;
      if (!this.#lineOfNamespace.has(row)) this.#showNamespace(row, byIno);
    }
    return this.#roots;
  }

  ofProcesses(namespace: Namespace): readonly Line[] {
    for (const process of indexOf(this.#snapshot).membersByIno.get(namespace.ino) ?? []) {
      if (!this.#lineOfProcess.has(process)) this.#showProcess(namespace, process);
    }
    return this.#roots;
  }

  /** That from which it hangs comes first, whatever -p and -P say of it. */
  #showNamespace(row: Namespace, byIno: ReadonlyMap<number, Namespace>): void {
    const { tree } = this.#wanted.selection;
    const [parent, owner] = [relative(byIno, row.parent), relative(byIno, row.owner)];
    const above = tree === 'owner' ? owner : parent;
    const first = tree === 'parent' ? (parent ?? owner) : above;
    const hangs = tree === 'owner' || tree === 'parent';
    if (hangs && first !== undefined && !this.#lineOfNamespace.has(first)) this.#showNamespace(first, byIno);
    const process = leader(this.#snapshot, row.ino);
    const from = hangs ? above && this.#lineOfNamespace.get(above) : this.#lineOfParent(process);
    const line = this.#add(row, process, from);
    if (line === null) return;
    if (hangs) this.#lineOfNamespace.set(row, line);
    else if (process !== null) this.#lineOfProcess.set(process, line);
  }

  #showProcess(namespace: Namespace, process: Process): void {
    const parent = this.#parentOf(process);
    const isTree = this.#wanted.selection.tree === 'process';
    if (isTree && parent?.namespaces[namespace.type] === namespace.ino && !this.#lineOfProcess.has(parent)) this.#showProcess(namespace, parent);
    const line = this.#add(namespace, process, this.#lineOfParent(process));
    if (line !== null) this.#lineOfProcess.set(process, line);
  }

  #add(namespace: Namespace, process: Process | null, from: Line | undefined): Line | null {
    const { world, columns, keeps } = this.#wanted;
    const line = { cells: cellsOf(world, namespace, process, columns), children: [] };
    if (!keeps(line.cells)) return null;
    (from?.children ?? this.#roots).push(line);
    return line;
  }

  #lineOfParent(process: Process | null): Line | undefined {
    if (this.#wanted.selection.tree !== 'process' || process === null) return undefined;
    const parent = this.#parentOf(process);
    return parent === undefined ? undefined : this.#lineOfProcess.get(parent);
  }

  #parentOf({ pid, ppid }: Process): Process | undefined {
    return ppid === pid ? undefined : indexOf(this.#snapshot).processByPid.get(ppid);
  }
}

function relative(byIno: ReadonlyMap<number, Namespace>, reference: Namespace['owner']): Namespace | undefined {
  return typeof reference === 'number' ? byIno.get(reference) : undefined;
}
