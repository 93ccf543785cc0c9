/**
 * Takes what a picture for others must not tell out of every text before anything is drawn or written. The same address has the
 * same label within one picture, in the order in which they are met.
 */
import type { Graph } from './graph';
import type { Snapshot } from './schema';
import type { Selection } from './select';
import { showText } from './text';

export const REDACTIONS = ['addresses', 'args', 'hosts'] as const;
export type Redaction = (typeof REDACTIONS)[number];

export interface Redactor {
  readonly has: (what: Redaction) => boolean;
  /** The text with labels in place of what is taken out. */
  readonly text: (text: string) => string;
}

/** One for each picture or file. */
export function makeRedactor(snapshot: Snapshot, wanted: readonly Redaction[]): Redactor {
  const label = makeLabels();
  const steps = [
    ...(wanted.includes('hosts') ? [hostStep(snapshot, label)] : []),
    ...(wanted.includes('addresses') ? [addressStep(label)] : []),
  ];
  return { has: (what) => wanted.includes(what), text: (text) => steps.reduce((rest, step) => step(rest), text) };
}

type Label = (kind: string, value: string) => string;

function makeLabels(): Label {
  const labels = new Map<string, string>();
  const counts = new Map<string, number>();
  return (kind, value) => {
    const known = labels.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    labels.set(`${kind} ${value}`, `${kind}-${count}`);
    return `${kind}-${count}`;
  };
}

/** Of Ethernet and of InfiniBand. */
const MAC = /(?<![0-9a-z:])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?:(?::[0-9a-f]{2}){14})?(?![0-9a-z:])/gi;
/** Whatever has two colons or more and might be one; isIpv6 decides. */
const IPV6 = /(?<![0-9a-z:])(?:[0-9a-f]{0,4}:){2,8}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4})(?![0-9a-z:])/gi;
const IPV4 = /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/g;
/** As clouds name hosts: `ip-10-0-3-17`. */
const DASHED = /(?<!\d)\d{1,3}(?:-\d{1,3}){3}(?!\d)/g;
/** Every host has them: they tell nothing. */
const EVERYWHERE = /^(127\.[0-9.]+|0\.0\.0\.0|::1?)$/;

/** IPv4 and IPv6 addresses and those of link layers, wherever they stand in a text. Prefix lengths and ports stay. */
function addressStep(label: Label): (text: string) => string {
  return (text) => text
    .replace(MAC, (found) => label('mac', found.toLowerCase()))
    .replace(IPV6, (found) => (isIpv6(found) && !EVERYWHERE.test(found) ? label('ip6', sameIpv6(found)) : found))
    .replace(IPV4, (found) => (EVERYWHERE.test(found) ? found : label('ip4', found)))
    .replace(DASHED, (found) => (isIpv4(found.replaceAll('-', '.')) ? label('ip4', found.replaceAll('-', '.')) : found));
}

function isIpv4(text: string): boolean {
  return text.split('.').every((part) => Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  const parts = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const count = parts.reduce((sum, part) => sum + (part.includes('.') ? 2 : 1), 0);
  if (parts.includes('') || halves.length > 2) return false;
  return halves.length === 2 ? count <= 7 : count === 8;
}

/** One spelling for one address. */
function sameIpv6(text: string): string {
  const [head = '', tail] = text.toLowerCase().split('::');
  const partsOf = (half: string) => (half === '' ? [] : half.split(':'));
  const [before, after] = [partsOf(head), partsOf(tail ?? '')];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length - Number(text.includes('.'));
  return [...before, ...Array<string>(Math.max(0, gap)).fill('0'), ...after].map((part) => part.replace(/^0+(?=[0-9a-f])/, '')).join(':');
}

/** The host's own name, whole and up to its first dot, and the registries of images. */
function hostStep(snapshot: Snapshot, label: Label): (text: string) => string {
  const labelByName = new Map<string, string>();
  for (const name of hostNames(snapshot)) {
    const own = labelByName.get(name.toLowerCase()) ?? label('host', name.toLowerCase());
    for (const spelling of [name, firstPart(name)]) if (isName(spelling) && !labelByName.has(spelling.toLowerCase())) labelByName.set(spelling.toLowerCase(), own);
  }
  if (labelByName.size === 0) return (text) => text;
  const longestFirst = [...labelByName.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const any = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.map(literal).join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return (text) => text.replace(any, (found) => labelByName.get(found.toLowerCase()) ?? label('host', found.toLowerCase()));
}

function hostNames({ host, containers }: Snapshot): string[] {
  const registries = containers.flatMap(({ image }) => {
    const parts = image === null ? [] : showText(image).split('/');
    const [registry = ''] = parts;
    return parts.length > 1 && /[.:]/.test(registry) ? [registry.replace(/:\d+$/, '')] : [];
  });
  return [showText(host.hostname), ...registries].filter(isName);
}

function firstPart(name: string): string {
  return /^[\d.]+$/.test(name) ? name : (name.split('.')[0] ?? name);
}

/** Names that every host may have tell nothing. */
function isName(name: string): boolean {
  return name !== '' && name !== '(none)' && !/^localhost(\.localdomain)?$/i.test(name);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** All words of the graph, before names are shortened: half an address would not be found. */
export function redactSelection(selection: Selection, { text, has }: Redactor): Selection {
  if (!has('addresses') && !has('hosts')) return selection;
  const graph: Graph = {
    ...selection.graph,
    nodes: selection.graph.nodes.map((node) => ({ ...node, label: text(node.label), said: node.said.map(text) })),
    edges: selection.graph.edges.map((edge) => (edge.label === null ? edge : { ...edge, label: text(edge.label) })),
  };
  return { ...selection, graph };
}
