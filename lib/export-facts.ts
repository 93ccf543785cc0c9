/** What is known of one object, as Markdown for a runbook or a ticket. */
import { codeMarkdown, escapeMarkdown, markdownTable } from './markdown';
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
}

/** Null when the Snapshot has no such object. */
export function factsMarkdown(world: World, id: ObjectId): string | null {
  const { snapshot, redactor } = world;
  const [title, named] = [objectTitle(snapshot, id), parseObjectId(id)];
  if (title === null || named === null) return null;
  const host = redactor.text(showText(snapshot.host.hostname));
  const sections = [
    `# ${named.kind} ${escapeMarkdown(redactor.text(title))}`,
    named.kind === 'host' ? utcWords(snapshot.time) : `On ${escapeMarkdown(host)}, ${utcWords(snapshot.time)}.`,
    markdownTable([{ name: 'fact', align: 'left' }, { name: 'value', align: 'left' }], factRows(world, named)),
    ...namespaceSections(world, id),
    ...processSections(world, id),
  ];
  return `${sections.map((section) => section.trimEnd()).join('\n\n')}\n`;
}


type Named = NonNullable<ReturnType<typeof parseObjectId>>;

/** A name of ours, and a value that is Markdown already. */
function factRows(world: World, { kind, key }: Named): string[][] {
  const { snapshot, redactor } = world;
  const { podByKey, containerByKey, processByKey, namespaceByKey } = indexOf(snapshot);
  const says = (name: string, value: string | number | null): string[][] => (value === null ? [] : [[name, codeMarkdown(redactor.text(String(value)))]]);
  switch (kind) {
    case 'host':
      return [...says('hostname', showText(snapshot.host.hostname)), ...says('kernel', snapshot.host.kernel), ...says('machine', snapshot.host.machine), ...says('processes', snapshot.processes.length)];
    case 'pod': {
      const pod = podByKey.get(key);
      return pod === undefined ? [] : [...says('runtime', pod.runtime), ...says('id', pod.id), ...says('Kubernetes namespace', pod.namespace === null ? null : showText(pod.namespace)), ...containersOf(world, key)];
    }
    case 'container': {
      const container = containerByKey.get(key);
      if (container === undefined) return [];
      const pod = podByKey.get(container.pod ?? '');
      return [...says('image', container.image === null ? null : showText(container.image)), ...says('state', container.state), ...says('runtime', container.runtime), ...says('id', container.id), ...says('pod', pod === undefined ? null : podTitle(pod))];
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

function containersOf({ snapshot, redactor }: World, pod: string): string[][] {
  const containers = indexOf(snapshot).containersByPod.get(pod) ?? [];
  return containers.map((row) => [row.infra ? 'infra container' : 'container', [containerTitle(row), ...(row.image === null ? [] : [showText(row.image)])].map((text) => codeMarkdown(redactor.text(text))).join(' ')]);
}

function processFacts({ snapshot, redactor }: World, process: Process): string[][] {
  const container = indexOf(snapshot).containerByKey.get(process.container ?? '');
  return [
    ['pid', process.nspid.length > 1 ? `${process.pid} (inside: ${process.nspid.at(-1) ?? ''})` : String(process.pid)],
    ['parent', String(process.ppid)],
    ['uid', String(process.uid)],
    ...(redactor.has('args') ? [] : [['command', codeMarkdown(redactor.text(commandLine(process)))]]),
    ...(container === undefined ? [] : [['container', codeMarkdown(redactor.text(containerTitle(container)))]]),
  ];
}

function namespaceFacts({ redactor }: World, { type, ino, id, owner, parent, mounts }: Namespace): string[][] {
  const reference = (value: Namespace['owner']) => (value === null ? 'none' : value === 'hidden' ? 'hidden: outside of what we may see' : String(value));
  return [
    ['type', type],
    ['inode number', String(ino)],
    ['id', id ?? 'this kernel gives none'],
    ['owner', reference(owner)],
    ...(type === 'pid' || type === 'user' ? [['parent', reference(parent)]] : []),
    ...[...new Set(mounts.map(({ path }) => showText(path)))].map((path) => ['bind mount', codeMarkdown(redactor.text(path))]),
  ];
}

/** The namespaces it lives in, and the interfaces of each net namespace. */
function namespaceSections(world: World, id: ObjectId): string[] {
  const shared = sharedWith(world.snapshot, id) ?? [];
  if (shared.length === 0) return [];
  const rows = shared.map((row) => [row.type, row.ino === null ? 'not known' : String(row.ino), row.namespace?.id ?? '', row.initial ? 'the host’s' : sharersOf(world, row)]);
  return ['## Namespaces', markdownTable([{ name: 'type', align: 'left' }, { name: 'inode', align: 'right' }, { name: 'id', align: 'right' }, { name: 'shared with', align: 'left' }], rows), ...shared.flatMap((row) => interfaceSections(world, row))];
}

function sharersOf({ redactor }: World, { with: { pods, containers } }: SharedNamespace): string {
  return [...pods.map(podTitle), ...containers.map(containerTitle)].map((name) => escapeMarkdown(redactor.text(name))).join(', ');
}

function interfaceSections({ topology, redactor }: World, { type, ino, initial }: SharedNamespace): string[] {
  if (type !== 'net' || ino === null || initial) return [];
  const net: TopologyNet | undefined = topology?.nets.find((row) => row.ino === ino);
  if (net === undefined) return [];
  if (net.trouble !== null) return [`The interfaces of net ${ino} could not be read: ${escapeMarkdown(net.trouble)}`];
  const rows = net.links.map((link) => [
    codeMarkdown(redactor.text(showText(link.name))),
    escapeMarkdown(stateWords(link)),
    codeMarkdown(redactor.text(link.mac ?? '')),
    link.addresses.map(({ address, prefixLength }) => codeMarkdown(redactor.text(`${address}/${prefixLength}`))).join(' '),
  ]);
  return [`### Interfaces of net ${ino}`, markdownTable([{ name: 'name', align: 'left' }, { name: 'state', align: 'left' }, { name: 'link address', align: 'left' }, { name: 'addresses', align: 'left' }], rows)];
}

function processSections({ snapshot, redactor }: World, id: ObjectId): string[] {
  const processes = id.startsWith('process/') || id.startsWith('host/') ? [] : (processesOf(snapshot, id) ?? []);
  if (processes.length === 0) return [];
  const rows = processes.slice(0, PROCESSES_LIMIT).map((row) => [String(row.pid), String(row.uid), codeMarkdown(redactor.text(redactor.has('args') ? showText(row.comm) : commandLine(row)))]);
  const left = processes.length - rows.length;
  return ['## Processes', markdownTable([{ name: 'pid', align: 'right' }, { name: 'uid', align: 'right' }, { name: 'command', align: 'left' }], rows), ...(left > 0 ? [`and ${left} more`] : [])];
}
