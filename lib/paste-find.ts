/** From the names other tools use to an object of the picture. Throws PasteError with what may have been meant. */
import { indexOf } from './members';
import { objectId, type ObjectId } from './object-id';
import { PasteError, type PasteWorld } from './pasted';
import type { Container, Pod, Process, Runtime, Snapshot } from './schema';
import type { ShellWord } from './shell-words';
import { plainText } from './text';

const CANDIDATES_LIMIT = 8;

export function findProcess({ snapshot }: PasteWorld, pid: number, place: ShellWord): Process {
  const process = indexOf(snapshot).processByPid.get(pid);
  if (process === undefined) throw new PasteError((words) => words.noProcess(pid), { place });
  return process;
}

/** By name, by id, or by the beginning of an id; one of the host before one inside another container. */
export function findContainer({ snapshot, chosen }: PasteWorld, named: ShellWord, runtimes: readonly Runtime[]): ObjectId {
  if (chosen !== null) return chosen;
  const all = snapshot.containers.filter(({ kind }) => kind === 'container');
  const theirs = all.filter(({ runtime }) => runtimes.includes(runtime));
  const found = outermost(exactly(theirs, named.text)) ?? outermost(theirs.filter(({ id }) => named.text.length > 0 && id.startsWith(named.text)));
  const [only, ...more] = found ?? [];
  if (only !== undefined && more.length === 0) return idOf(only);
  if (only !== undefined) throw new PasteError((words) => words.severalContainers(named.text), { place: named, candidates: idsOf([only, ...more]) });
  const alike = named.text === '' ? [] : all.filter((row) => nameOf(row).includes(named.text) || row.id.startsWith(named.text));
  throw new PasteError((words) => words.unknownContainer(runtimes, named.text), { place: named, candidates: idsOf([...alike, ...theirs]) });
}

/** Without a namespace any pod of that name, as long as there is only one. */
export function findPod({ snapshot }: PasteWorld, named: ShellWord, namespace: string | undefined): Pod {
  const called = snapshot.pods.filter(({ name }) => name !== null && plainText(name) === named.text);
  const found = called.filter((pod) => namespace === undefined || (pod.namespace !== null && plainText(pod.namespace) === namespace));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  if (only !== undefined) throw new PasteError((words) => words.severalPods(named.text), { place: named, candidates: podIds(found) });
  const alike = called.length > 0 ? called : snapshot.pods.filter(({ name }) => name !== null && plainText(name).includes(named.text));
  throw new PasteError((words) => words.unknownPod(named.text, namespace), { place: named, candidates: podIds(alike) });
}

/** What kubectl(1) takes when no container is named is the annotation's, else the only one: the order of the pod's spec is not known here. */
export function findInPod({ snapshot }: PasteWorld, pod: Pod, container: string | undefined, place: ShellWord): ObjectId {
  const members = indexOf(snapshot).containersByPod.get(pod.key) ?? [];
  const working = members.filter(({ infra }) => !infra);
  const wanted = container ?? members.flatMap(({ annotations }) => annotations).find(({ name }) => name === 'kubectl.kubernetes.io/default-container')?.value;
  const found = wanted === undefined ? working : working.filter((row) => isCalledInPod(row, plainText(wanted)));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return idOf(only);
  throw new PasteError((words) => (wanted === undefined ? words.whichContainer(working.length) : words.notInPod(plainText(wanted))), { place, candidates: idsOf(working) });
}

/** As ip-netns(8) names them: a file of that name below /run/netns. */
export function findNamedNet({ snapshot, chosen }: PasteWorld, named: ShellWord): ObjectId {
  return chosen ?? findByPath(snapshot, [`/run/netns/${named.text}`, `/var/run/netns/${named.text}`]) ?? noNamedNet(snapshot, named);
}

/** The namespace whose file is mounted there, as the observer sees it. */
export function findByPath(snapshot: Snapshot, paths: readonly string[]): ObjectId | null {
  const here = snapshot.observer.namespaces.mnt;
  const row = snapshot.namespaces.find(({ mounts }) => mounts.some(({ path, mnt }) => mnt === here && paths.includes(plainText(path))));
  return row === undefined ? null : objectId('namespace', row.key);
}

function noNamedNet(snapshot: Snapshot, named: ShellWord): never {
  const others = snapshot.namespaces.filter(({ type, mounts }) => type === 'net' && mounts.some(({ path }) => /^\/(var\/)?run\/netns\//.test(plainText(path))));
  throw new PasteError((words) => words.unknownNet(named.text), { place: named, candidates: others.slice(0, CANDIDATES_LIMIT).map(({ key }) => objectId('namespace', key)) });
}

function exactly(rows: readonly Container[], name: string): readonly Container[] {
  return rows.filter((row) => nameOf(row) === name || row.id === name);
}

/** Null: none. The engine of the host does not know those of an engine inside one of its containers. */
function outermost(rows: readonly Container[]): readonly Container[] | null {
  const outer = rows.filter(({ outer: above }) => above === null);
  return outer.length > 0 ? outer : rows.length > 0 ? rows : null;
}

/** docker(1) itself puts a slash before the name, in some places. */
function nameOf({ name }: Container): string {
  return name === null ? '' : plainText(name).replace(/^\//, '');
}

function isCalledInPod(row: Container, wanted: string): boolean {
  const label = row.labels.find(({ name }) => name === 'io.kubernetes.container.name')?.value;
  return (label !== undefined && plainText(label) === wanted) || nameOf(row) === wanted || nameOf(row).startsWith(`k8s_${wanted}_`);
}

function idOf({ key }: Container): ObjectId {
  return objectId('container', key);
}

function idsOf(rows: readonly Container[]): readonly ObjectId[] {
  return [...new Set(rows.map(idOf))].slice(0, CANDIDATES_LIMIT);
}

function podIds(pods: readonly Pod[]): readonly ObjectId[] {
  return pods.slice(0, CANDIDATES_LIMIT).map(({ key }) => objectId('pod', key));
}
