/** The columns that come from the rows of a Snapshot, each made when it is first asked for. */
import { commandLine } from './lsns';
import { facetOf } from './facets';
import { indexOf } from './members';
import { compareWords } from './order';
import { STATE_WORDS, type FieldName } from './query-fields';
import type { Container, Namespace, Pod, Process } from './schema';
import { columnOf, fold, putFolded, putNumber, putText, type Column, type Folded } from './search-columns';
import type { Entry, SearchIndex } from './search-index';
import { showText, type Text } from './text';

const NONE: readonly Column[] = [];
const known = new WeakMap<SearchIndex, Map<FieldName, readonly Column[]>>();

export function rowColumns(index: SearchIndex, field: FieldName): readonly Column[] {
  const made = known.get(index) ?? new Map<FieldName, readonly Column[]>();
  known.set(index, made);
  const columns = made.get(field) ?? COLUMNS_BY_FIELD[field]?.(index) ?? NONE;
  made.set(field, columns);
  return columns;
}

type Make = (index: SearchIndex) => readonly Column[];

/** Fields that are not here come from elsewhere (lib/search-known.ts). */
const COLUMNS_BY_FIELD: Readonly<Partial<Record<FieldName, Make>>> = {
  name: (index) => texts(index, columnOf('name', 'part'), { pod: ({ name }) => [name], container: ({ name }) => [name], namespace: ({ mounts }) => pathsOf(mounts).map(lastPart) }),
  kind: (index) => [constants(index, columnOf('kind', 'sort'), (entry) => (entry.kind === 'container' ? entry.row.kind : entry.kind))],
  type: (index) => [constants(index, columnOf('type', 'sort'), (entry) => (entry.kind === 'namespace' ? entry.row.type : null))],
  runtime: (index) => [constants(index, columnOf('runtime', 'sort'), (entry) => (entry.kind === 'pod' || entry.kind === 'container' ? entry.row.runtime : null))],
  pod: (index) => texts(index, columnOf('pod', 'never'), { pod: ({ name, id }) => [name, id] }),
  container: (index) => texts(index, columnOf('container', 'never'), { container: ({ name, id }) => [name, id] }),
  image: (index) => [
    ...texts(index, columnOf('image', 'part'), { container: ({ image }) => [image === null ? null : lastPart(image)] }),
    ...texts(index, columnOf('image', 'part'), { container: ({ image }) => [image] }),
  ],
  label: (index) => texts(index, columnOf('label', 'part'), { container: ({ labels }) => labels.map(({ name, value }) => `${showText(name)}=${showText(value)}`) }),
  kubens: (index) => texts(index, columnOf('kubens', 'part'), { pod: ({ namespace }) => [namespace] }),
  id: (index) => [
    ...texts(index, columnOf('id', 'part'), { pod: ({ id }) => [id], container: ({ id }) => [id], namespace: ({ id }) => [id] }),
    ...texts(index, columnOf('uid', 'part'), { pod: ({ uid }) => [uid] }),
  ],
  path: (index) => texts(index, columnOf('path', 'part'), { namespace: ({ mounts }) => pathsOf(mounts) }),
  ino: (index) => [namespaceNumbers(index, columnOf('ino', 'part'), ({ ino }) => ino)],
  pid: (index) => [processNumbers(index, columnOf('pid', 'part'), ({ pid }) => [pid])],
  nspid: (index) => [processNumbers(index, columnOf('nspid', 'part'), ({ nspid }) => nspid.slice(1))],
  uid: (index) => [processNumbers(index, columnOf('uid', 'never'), ({ uid }) => [uid])],
  slice: (index) => texts(index, columnOf('slice', 'never'), { process: (row) => [facetOf(index.snapshot, row, 'slice')] }),
  comm: (index) => [processTexts(index, columnOf('comm', 'part'), ({ comm }) => comm)],
  cmd: (index) => [processTexts(index, columnOf('cmd', 'part'), ({ cmd }) => cmd)],
  cgroup: (index) => texts(index, columnOf('cgroup', 'never'), { process: ({ cgroup }) => cgroup.map(controlGroup) }),
  state: (index) => [constants(index, columnOf('state', 'never'), stateOf)],
  is: (index) => texts(index, columnOf('is', 'never'), { container: ({ infra }) => [infra ? 'infra' : null], namespace: ({ initial }) => [initial ? 'initial' : null], process: whatItIs }),
  members: (index) => [members(index, columnOf('members', 'never'))],
};

interface Given {
  readonly pod?: (row: Pod) => readonly (Text | null)[];
  readonly container?: (row: Container) => readonly (Text | null)[];
  readonly namespace?: (row: Namespace) => readonly (Text | null)[];
  readonly process?: (row: Process) => readonly (Text | null)[];
}

function texts({ snapshot, first }: SearchIndex, column: Column, given: Given): readonly Column[] {
  const put = <T>(rows: readonly T[], from: number, values: ((row: T) => readonly (Text | null)[]) | undefined) => {
    if (values === undefined) return;
    for (const [nth, row] of rows.entries()) for (const value of values(row)) putText(column, from + nth, value);
  };
  put(snapshot.pods, first.pod, given.pod);
  put(snapshot.containers, first.container, given.container);
  put(snapshot.namespaces, first.namespace, given.namespace);
  put(snapshot.processes, first.process, given.process);
  return [column];
}

/** Words of ours, that need no care. */
function constants({ entries }: SearchIndex, column: Column, wordOf: (entry: Entry) => string | null): Column {
  for (const [at, entry] of entries.entries()) {
    const word = wordOf(entry);
    if (word !== null) putFolded(column, at, { shown: word, folded: word });
  }
  return column;
}

function namespaceNumbers({ snapshot, first }: SearchIndex, column: Column, valueOf: (row: Namespace) => number): Column {
  for (const [nth, row] of snapshot.namespaces.entries()) putNumber(column, first.namespace + nth, valueOf(row));
  return column;
}

function processNumbers({ snapshot, first }: SearchIndex, column: Column, valuesOf: (row: Process) => readonly number[]): Column {
  for (const [nth, row] of snapshot.processes.entries()) for (const value of valuesOf(row)) putNumber(column, first.process + nth, value);
  return column;
}

function processTexts({ snapshot, first }: SearchIndex, column: Column, textOf: (row: FoldedProcess) => Folded | null): Column {
  for (const [nth, row] of snapshot.processes.entries()) {
    const value = textOf(foldedOf(row));
    if (value !== null) putFolded(column, first.process + nth, value);
  }
  return column;
}

interface FoldedProcess {
  readonly comm: Folded;
  readonly cmd: Folded | null;
}

/** A row that did not change is the same object in the next Snapshot. */
const foldedByRow = new WeakMap<Process, FoldedProcess>();

function foldedOf(row: Process): FoldedProcess {
  const before = foldedByRow.get(row);
  if (before !== undefined) return before;
  const made = { comm: foldedText(showText(row.comm)), cmd: row.argv.length === 0 ? null : foldedText(commandLine(row)) };
  foldedByRow.set(row, made);
  return made;
}

function foldedText(shown: string): Folded {
  return { shown, folded: fold(shown) };
}

function stateOf(entry: Entry): string | null {
  if (entry.kind === 'container') return entry.row.state;
  return entry.kind === 'process' ? (STATE_WORDS[entry.row.state] ?? entry.row.state) : null;
}

function whatItIs({ kernelThread, monitorOf, started }: Process): (string | null)[] {
  return [kernelThread ? 'kernel' : null, monitorOf === null ? null : 'monitor', started === true ? 'made' : null];
}

export function pathsOf(mounts: Namespace['mounts']): string[] {
  return [...new Set(mounts.map(({ path }) => showText(path)))].sort(compareWords);
}

/** The path of a line of /proc/PID/cgroup. */
function controlGroup(line: Text): string {
  return showText(line).split(':').slice(2).join(':');
}

function lastPart(path: Text): string {
  return showText(path).split('/').at(-1) ?? '';
}

function members({ snapshot, entries }: SearchIndex, column: Column): Column {
  const { membersByIno, processesByContainer, containersByPod } = indexOf(snapshot);
  const inContainer = (key: string) => processesByContainer.get(key)?.length ?? 0;
  for (const [at, entry] of entries.entries()) {
    if (entry.kind === 'namespace') putNumber(column, at, membersByIno.get(entry.row.ino)?.length ?? 0);
    else if (entry.kind === 'container') putNumber(column, at, inContainer(entry.row.key));
    else if (entry.kind === 'pod') putNumber(column, at, (containersByPod.get(entry.row.key) ?? []).reduce((sum, { key }) => sum + inContainer(key), 0));
  }
  return column;
}
