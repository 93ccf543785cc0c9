/**
 * The Network lens: each net namespace an island, its interfaces harbours on the coast, bridges and bonds inland; wires by
 * kind between them. In the middle of an island is a plate with its addresses. Equal addresses in different namespaces are normal.
 */
import type { BareGraph, GraphEdge, GraphNode, Harbour, Trait } from './graph';
import { findIslands, homeNet, type Island } from './graph-islands';
import { edgeId, edgeOf, inOrder, nodeOf } from './graph-node';
import type { GraphWords } from './graph-strings';
import { indexOf } from './members';
import { netPath } from './net-path';
import { isHardware, isMaster, isUp, wireKindOf, wiresOf, type NetWire, type WireEnd } from './net-wires';
import { cutLines, farWords, globalAddresses, masterWords, pathWords, stateWords } from './net-words';
import { objectId, type ObjectId } from './object-id';
import type { Snapshot } from './schema';
import { showText } from './text';
import type { Topology, TopologyLink } from './topology-schema';

const ISLAND_RADIUS = 42;
/** World pixels of coast for each harbour. Where there are many all are smaller, so that an island of thousands does not fill the picture. */
const BERTH = 15;
const ROOMY = 36;
const RADIUS_LIMIT = 240;
const RADIUS_BY_HARBOUR: Readonly<Record<Harbour, number>> = { hardware: 6, cable: 5, master: 7, stacked: 5, tunnel: 5, other: 4.5 };
/** Lines that an island says of itself where there is little room. */
const SAID_LIMIT = 8;

interface World {
  readonly snapshot: Snapshot;
  readonly topology: Topology;
  readonly islands: readonly Island[];
  readonly islandByIno: ReadonlyMap<number, Island>;
  readonly words: GraphWords;
}

export function buildNetworkGraph(unordered: Snapshot, wired: Topology, words: GraphWords): BareGraph {
  const snapshot = inOrder(unordered);
  const topology = linksInOrder(wired);
  const islands = findIslands(snapshot, topology);
  const world = { snapshot, topology, islands, islandByIno: new Map(islands.map((island) => [island.ino, island])), words };
  const wires = wiresOf(topology).flatMap((wire) => wireEdge(world, wire) ?? []);
  const ways = waysOf(world);
  return {
    lens: 'network',
    nodes: islands.flatMap((island) => nodesOf(world, island, ways.get(island.id)?.words ?? null)),
    edges: [...wires, ...routedEdges(wires, [...ways.values()].map(({ nodes }) => nodes))],
    nodeByObject: nodesOfObjects(world),
    wayByNode: new Map([...ways].map(([id, { nodes }]) => [id, nodes])),
  };
}

function linksInOrder({ nets, ...facts }: Topology): Topology {
  const inTheirs = nets.map((net) => ({ ...net, links: [...net.links].sort((a, b) => a.ifindex - b.ifindex) }));
  return { ...facts, nets: inTheirs.sort((a, b) => a.ino - b.ino) };
}

function nodesOf(world: World, island: Island, way: string | null): GraphNode[] {
  const { id, object } = island;
  const lines = addressLines(island);
  const coast = island.links.filter((link) => !isMaster(link)).length;
  const share = Math.min(1, Math.sqrt(ROOMY / coast), RADIUS_LIMIT / radiusFor(coast));
  const plate = plateWords(world, island, lines);
  return [
    nodeOf({
      id,
      object,
      kind: island.isHome ? 'host' : 'island',
      label: island.label,
      number: island.ino,
      count: indexOf(world.snapshot).membersByIno.get(island.ino)?.length ?? 0,
      radius: Math.max(ISLAND_RADIUS, radiusFor(coast) * share),
      said: [...cutLines(lines, SAID_LIMIT), ...islandWords(world, island, way)],
      traits: islandTraits(world, island),
    }),
    nodeOf({ id: `plate/${id}`, object, kind: 'plate', parent: id, label: plate, radius: plateRadius(island, lines.length), said: lines }),
    ...island.links.map((link) => interfaceNode(world, island, link, share)),
  ];
}

/** Of an island with so many berths; its name needs some of the coast too. */
function radiusFor(harbours: number): number {
  return (harbours * BERTH) / 5;
}

/** `eth0 10.88.0.2/16`: IPv4 before IPv6. */
function addressLines({ links }: Island): readonly string[] {
  const lines = links.flatMap((link) => globalAddresses(link).map((address) => `${showText(link.name)} ${address}`));
  return [...lines.filter((line) => !line.includes(':')), ...lines.filter((line) => line.includes(':'))];
}

/** The addresses need room to be written: more lines, more of it. */
function plateRadius({ isHome }: Island, lines: number): number {
  return 27 + 3 * Math.min(lines, isHome ? 8 : 4) + (isHome ? 8 : 0);
}

/** In place of addresses. */
function plateWords({ words }: World, { net }: Island, lines: readonly string[]): string {
  if (net === null) return words.nodes.notLookedInto;
  if (net.trouble !== null) return words.nodes.noEntry;
  return lines.length === 0 ? words.nodes.noAddress : '';
}

function islandWords({ words }: World, { net, linksLeftOut }: Island, way: string | null): string[] {
  if (net === null) return [words.nodes.notLookedInto];
  if (net.trouble !== null) return [words.nodes.closed(net.trouble)];
  return [...(way === null ? [] : [way]), ...(linksLeftOut === 0 ? [] : [words.nodes.notDrawn(linksLeftOut)])];
}

function islandTraits({ snapshot }: World, { ino, row, net, isHome }: Island): Trait[] {
  const isEmpty = (indexOf(snapshot).membersByIno.get(ino)?.length ?? 0) === 0;
  return [
    ...(row?.initial === true ? (['initial'] as const) : []),
    ...(isHome ? (['home'] as const) : []),
    ...(isEmpty && !isHome ? (['empty'] as const) : []),
    ...(net?.trouble !== null ? (['closed'] as const) : []),
  ];
}

function interfaceId(island: Island, ifindex: number): string {
  return `interface/${island.id}/${ifindex}`;
}

function interfaceNode(world: World, island: Island, link: TopologyLink, share: number): GraphNode {
  const harbour = harbourOf(link);
  const isCut = link.peer !== null && farEnd(world, link) === null;
  return nodeOf({
    id: interfaceId(island, link.ifindex),
    object: island.row === null ? null : objectId('namespace', island.row.key),
    kind: 'interface',
    parent: island.id,
    label: showText(link.name),
    number: link.ifindex,
    radius: RADIUS_BY_HARBOUR[harbour] * (harbour === 'master' ? 1 : share),
    rim: harbour !== 'master',
    harbour,
    said: interfaceWords(world, island, link),
    traits: [...(isUp(link) ? [] : (['down'] as const)), ...(isCut ? (['cut'] as const) : [])],
  });
}

function harbourOf(link: TopologyLink): Harbour {
  if (isHardware(link)) return 'hardware';
  if (isMaster(link)) return 'master';
  const wire = wireKindOf(link);
  if (wire === 'veth') return 'cable';
  if (wire === 'tunnel' || link.kind === 'tun') return 'tunnel';
  return link.peer === null ? 'other' : 'stacked';
}

function interfaceWords(world: World, island: Island, link: TopologyLink): string[] {
  const master = island.links.find(({ ifindex }) => ifindex === link.master);
  return [
    stateWords(link, world.words.net),
    ...(link.mac === null ? [] : [link.mac]),
    ...cutLines(link.addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`), SAID_LIMIT),
    ...(link.peer === null ? [] : [farWords(link, farEnd(world, link), world.words.net)]),
    ...(master === undefined ? [] : [masterWords(master, world.words.net)]),
  ];
}

/** Null when nobody can find the namespace it is in. */
function farEnd({ islandByIno }: World, { peer }: TopologyLink): { name: string; on: string } | null {
  const island = typeof peer?.namespace === 'number' ? islandByIno.get(peer.namespace) : undefined;
  if (island === undefined) return null;
  const link = island.net?.links.find(({ ifindex }) => ifindex === peer?.ifindex);
  return { name: link === undefined ? `#${peer?.ifindex ?? ''}` : showText(link.name), on: island.label };
}

/** To the island itself where the interface has no harbour. Null where an end is nowhere to be seen: the harbour says so. */
function wireEdge(world: World, { kind, from, to }: NetWire): GraphEdge | null {
  if (to === 'hidden') return null;
  const [source, target] = [nodeAt(world, from), nodeAt(world, to)];
  if (source === null || target === null || source === target) return null;
  const island = world.islandByIno.get(from.ino)?.id;
  const isWithin = from.ino === to.ino && (source === island || target === island);
  return isWithin ? null : edgeOf('wire', source, target, { wire: kind });
}

function nodeAt({ islandByIno }: World, { ino, ifindex }: WireEnd): string | null {
  const island = islandByIno.get(ino);
  if (island === undefined) return null;
  return island.links.some((link) => link.ifindex === ifindex) ? interfaceId(island, ifindex) : island.id;
}

interface Way {
  readonly nodes: readonly string[];
  readonly words: string;
}

function waysOf(world: World): ReadonlyMap<string, Way> {
  const { topology, islands, snapshot } = world;
  const home = homeNet(snapshot);
  const ways = new Map<string, Way>();
  for (const { id, ino } of islands) {
    const path = netPath(topology, ino, home);
    if (path !== null) ways.set(id, { nodes: path.hops.flatMap((hop) => nodeAt(world, { ino: hop.ino, ifindex: hop.link.ifindex }) ?? []), words: pathWords(path, world.words.net) });
  }
  return ways;
}

/** From a bridge to the uplink there is no wire, but a way has to be seen as one. */
function routedEdges(wires: readonly GraphEdge[], ways: readonly (readonly string[])[]): GraphEdge[] {
  const joined = new Set(wires.flatMap(({ source, target }) => [`${source} ${target}`, `${target} ${source}`]));
  const steps = ways.flatMap((nodes) => nodes.slice(1).map((node, at) => [nodes[at] ?? '', node] as const));
  const routed = steps.filter(([from, to]) => !joined.has(`${from} ${to}`)).map(([from, to]) => edgeOf('routed', from, to, { quiet: true }));
  return [...new Map(routed.map((edge) => [edgeId(edge), edge])).values()];
}

/** Everybody by the island they live on. */
function nodesOfObjects({ snapshot, islands, islandByIno }: World): ReadonlyMap<ObjectId, string> {
  const nodes = new Map<ObjectId, string>();
  const show = (object: ObjectId, id: string | undefined) => id === undefined || nodes.has(object) || nodes.set(object, id);
  for (const { row, id, isHome } of islands) {
    if (row !== null) show(objectId('namespace', row.key), id);
    if (isHome) show(objectId('host', ''), id);
  }
  for (const { key, net } of snapshot.pods) if (net !== null) show(objectId('pod', key), nodes.get(objectId('namespace', net)));
  for (const { key, container, namespaces } of snapshot.processes) {
    const id = islandByIno.get(namespaces.net ?? 0)?.id;
    show(objectId('process', key), id);
    if (container !== null) show(objectId('container', container), id);
  }
  return nodes;
}
