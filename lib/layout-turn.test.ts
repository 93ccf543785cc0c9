import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from './graph';
import { HOME, hostWith } from './graph.fixture';
import { layOut, type Place, type Positions } from './layout';
import { topologyLinkOf, topologyOf } from './topology.fixture';

/** A host with bridges, each with cables to so many namespaces. */
function bridged(bridges: number, cables: number): Graph {
  const of = (bridge: number) => Array.from({ length: cables }, (_, at) => ({ port: 100 + bridge * 10 + at, ino: 900 + bridge * 10 + at, master: 10 + bridge }));
  const ends = Array.from({ length: bridges }, (_, bridge) => of(bridge)).flat();
  const host = [
    ...Array.from({ length: bridges }, (_, bridge) => topologyLinkOf({ ifindex: 10 + bridge, name: `br${bridge}`, kind: 'bridge' })),
    ...ends.map(({ port, ino, master }) => topologyLinkOf({ ifindex: port, name: `ve${port}`, kind: 'veth', master, peer: { ifindex: 2, namespace: ino } })),
  ];
  const guests = ends.map(({ port, ino }) => ({ ino, links: [topologyLinkOf({ ifindex: 2, name: 'eth0', kind: 'veth', peer: { ifindex: port, namespace: HOME.net } })] }));
  return buildGraph(hostWith({ namespaces: ends.map(({ ino }) => ({ type: 'net', ino })) }), 'network', topologyOf([{ ino: HOME.net, links: host }, ...guests]));
}

/** Wires that run over a bridge which is none of their ends. */
function wiresAcross({ nodes, edges }: Graph, positions: Positions): string[] {
  const bridges = nodes.filter(({ harbour }) => harbour === 'master');
  const at = (id: string): Place => positions.get(id) ?? { x: NaN, y: NaN, r: NaN };
  return edges.filter(({ quiet }) => !quiet).flatMap(({ source, target }) => bridges.flatMap(({ id, label }) => {
    const [a, b, bridge] = [at(source), at(target), at(id)];
    const steps = Array.from({ length: 101 }, (_, step) => Math.hypot(a.x + ((b.x - a.x) * step) / 100 - bridge.x, a.y + ((b.y - a.y) * step) / 100 - bridge.y));
    return source !== id && target !== id && Math.min(...steps) < bridge.r ? [`${source} to ${target} over ${label}`] : [];
  }));
}

describe('what stands inside an island', () => {
  it.each([[2, 1], [2, 2], [2, 3], [2, 5], [3, 1], [3, 2], [3, 3]])('is turned so that of %d bridges with %d cables each none lies on a wire of the others', (bridges, cables) => {
    const graph = bridged(bridges, cables);
    expect(wiresAcross(graph, layOut(graph))).toEqual([]);
  });

  it('stays as it is turned when a cable comes', () => {
    const graph = bridged(2, 2);
    const before = layOut(graph);
    const later = layOut(bridged(2, 3), before);
    const inside = graph.nodes.filter(({ kind, harbour }) => kind === 'plate' || harbour === 'master');
    expect(inside.map(({ id }) => later.get(id))).toEqual(inside.map(({ id }) => before.get(id)));
  });
});
