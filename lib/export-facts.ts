/** What is known of one object, as Markdown for a runbook or a ticket. */
import { codeMarkdown, escapeMarkdown, markdownTable } from './markdown';
import type { GraphWords } from './graph-strings';
import { commandLine } from './lsns';
import { indexOf, processesOf } from './members';
import { stateWords } from './net-words';
import { parseObjectId, type ObjectId } from './object-id';
import { containerTitle, objectTitle, podTitle } from './object-title';
import type { Redactor } from './redact';
import type { Namespace, Process, Snapshot } from './schema';
import { sharedWith, type SharedNamespace } from './sharing';
import { showText } from './text';
import type { Topology, TopologyNet } from './topology-schema';
import { utcWords } from './utc';

/** A list nobody reads to its end helps nobody. */
const PROCESSES_LIMIT = 50;

interface World {
  readonly snapshot: Snapshot;
  /** Null: not known. */
  readonly topology: Topology | null;
  readonly redactor: Redactor;
  readonly words: GraphWords;
}

/** Null when the Snapshot has no such object. */
export function factsMarkdown(world: World, id: ObjectId): string | null {
  const { snapshot, redactor, words: { facts } } = world;
  const [title, named] = [objectTitle(snapshot, id), parseObjectId(id)];
  if (title === null || named === null) return null;
  const host = redactor.text(showText(snapshot.host.hostname));
  const sections = [
    `# ${facts.kinds[named.kind]} ${escapeMarkdown(redactor.text(title))}`,
    named.kind === 'host' ? utcWords(snapshot.time) : facts.on(escapeMarkdown(host), utcWords(snapshot.time)),
    markdownTable([{ name: facts.fact, align: 'left' }, { name: facts.value, align: 'left' }], factRows(world, named)),
    ...namespaceSections(world, id),
    ...processSections(world, id),
  ];
  return `${sections.map((section) => section.trimEnd()).join('\n\n')}\n`;
}

type Named = NonNullable<ReturnType<typeof parseObjectId>>;

/** A name of ours, and a value that is Markdown already. */
function factRows(world: World, { kind, key }: Named): string[][] {
  const { snapshot, redactor, words: { facts } } = world;
  const { podByKey, containerByKey, processByKey, namespaceByKey } = indexOf(snapshot);
  const says = (name: string, value: string | number | null): string[][] => (value === null ? [] : [[name, codeMarkdown(redactor.text(String(value)))]]);
  switch (kind) {
    case 'host':
      return [...says(facts.hostname, showText(snapshot.host.hostname)), ...says(facts.kernel, snapshot.host.kernel), ...says(facts.machine, snapshot.host.machine), ...says(facts.processCount, snapshot.processes.length)];
    case 'pod': {
      const pod = podByKey.get(key);
      return pod === undefined ? [] : [...says(facts.runtime, pod.runtime), ...says(facts.id, pod.id), ...says(facts.kubernetesNamespace, pod.namespace === null ? null : showText(pod.namespace)), ...containersOf(world, key)];
    }
    case 'container': {
      const container = containerByKey.get(key);
      if (container === undefined) return [];
      const pod = podByKey.get(container.pod ?? '');
      return [...says(facts.image, container.image === null ? null : showText(container.image)), ...says(facts.state, container.state), ...says(facts.runtime, container.runtime), ...says(facts.id, container.id), ...says(facts.pod, pod === undefined ? null : podTitle(pod))];
    }
    case 'process': {
      const process = processByKey.get(key);
      return process === undefined ? [] : processFacts(world, process);
    }
    case 'namespace': {
      const namespace = namespaceByKey.get(key);
      return namespace === undefined ? [] : namespaceFacts(world, namespace);
    }
  }
}

function containersOf({ snapshot, redactor, words: { facts } }: World, pod: string): string[][] {
  const containers = indexOf(snapshot).containersByPod.get(pod) ?? [];
  return containers.map((row) => [row.infra ? facts.infra : facts.container, [containerTitle(row), ...(row.image === null ? [] : [showText(row.image)])].map((text) => codeMarkdown(redactor.text(text))).join(' ')]);
}

function processFacts({ snapshot, redactor, words: { facts } }: World, process: Process): string[][] {
  const container = indexOf(snapshot).containerByKey.get(process.container ?? '');
  return [
    [facts.pid, process.nspid.length > 1 ? facts.inside(String(process.pid), String(process.nspid.at(-1) ?? '')) : String(process.pid)],
    [facts.parent, String(process.ppid)],
    [facts.uid, String(process.uid)],
    ...(redactor.has('args') ? [] : [[facts.command, codeMarkdown(redactor.text(commandLine(process)))]]),
    ...(container === undefined ? [] : [[facts.container, codeMarkdown(redactor.text(containerTitle(container)))]]),
  ];
}

function namespaceFacts({ redactor, words: { facts } }: World, { type, ino, id, owner, parent, mounts }: Namespace): string[][] {
  const reference = (value: Namespace['owner']) => (value === null ? facts.none : value === 'hidden' ? facts.hidden : String(value));
  return [
    [facts.type, type],
    [facts.inodeNumber, String(ino)],
    [facts.id, id ?? facts.noId],
    [facts.owner, reference(owner)],
    ...(type === 'pid' || type === 'user' ? [[facts.parent, reference(parent)]] : []),
    ...[...new Set(mounts.map(({ path }) => showText(path)))].map((path) => [facts.bindMount, codeMarkdown(redactor.text(path))]),
  ];
}

/** The namespaces it lives in, and the interfaces of each net namespace. */
function namespaceSections(world: World, id: ObjectId): string[] {
  const shared = sharedWith(world.snapshot, id) ?? [];
  if (shared.length === 0) return [];
  const { facts } = world.words;
  const rows = shared.map((row) => [row.type, row.ino === null ? facts.notKnown : String(row.ino), row.namespace?.id ?? '', row.initial ? facts.hosts : sharersOf(world, row)]);
  return [`## ${facts.namespaces}`, markdownTable([{ name: facts.type, align: 'left' }, { name: facts.inode, align: 'right' }, { name: facts.id, align: 'right' }, { name: facts.sharedWith, align: 'left' }], rows), ...shared.flatMap((row) => interfaceSections(world, row))];
}

function sharersOf({ redactor }: World, { with: { pods, containers } }: SharedNamespace): string {
  return [...pods.map(podTitle), ...containers.map(containerTitle)].map((name) => escapeMarkdown(redactor.text(name))).join(', ');
}

function interfaceSections({ topology, redactor, words: { facts, net: said } }: World, { type, ino, initial }: SharedNamespace): string[] {
  if (type !== 'net' || ino === null || initial) return [];
  const net: TopologyNet | undefined = topology?.nets.find((row) => row.ino === ino);
  if (net === undefined) return [];
  if (net.trouble !== null) return [facts.netTrouble(ino, escapeMarkdown(net.trouble))];
  const rows = net.links.map((link) => [
    codeMarkdown(redactor.text(showText(link.name))),
    escapeMarkdown(stateWords(link, said)),
    codeMarkdown(redactor.text(link.mac ?? '')),
    link.addresses.map(({ address, prefixLength }) => codeMarkdown(redactor.text(`${address}/${prefixLength}`))).join(' '),
  ]);
  return [`### ${facts.interfacesOf(ino)}`, markdownTable([{ name: facts.name, align: 'left' }, { name: facts.state, align: 'left' }, { name: facts.linkAddress, align: 'left' }, { name: facts.addresses, align: 'left' }], rows)];
}

function processSections({ snapshot, redactor, words: { facts } }: World, id: ObjectId): string[] {
  const processes = id.startsWith('process/') || id.startsWith('host/') ? [] : (processesOf(snapshot, id) ?? []);
  if (processes.length === 0) return [];
  const rows = processes.slice(0, PROCESSES_LIMIT).map((row) => [String(row.pid), String(row.uid), codeMarkdown(redactor.text(redactor.has('args') ? showText(row.comm) : commandLine(row)))]);
  const left = processes.length - rows.length;
  return [`## ${facts.processes}`, markdownTable([{ name: facts.pid, align: 'right' }, { name: facts.uid, align: 'right' }, { name: facts.command, align: 'left' }], rows), ...(left > 0 ? [facts.more(left)] : [])];
}
