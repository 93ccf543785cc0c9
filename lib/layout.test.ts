import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph, type GraphNode } from './graph';
import { HOME, hostOf, hostWith, shuffled } from './graph.fixture';
import { layOut, type Place, type Positions } from './layout';
import type { Snapshot } from './schema';
import { networkOf, topologyLinkOf, topologyOf } from './topology.fixture';

const LENSES = ['pods', 'namespaces'] as const;
const network = (pods: number) => {
  const { snapshot: rows, topology } = networkOf(pods);
  return buildGraph(rows, 'network', topology);
};
const snapshot = hostOf({ onHost: 30, pods: 8, perContainer: 5 });

function placeOf(positions: Positions, id: string): Place {
  const place = positions.get(id);
  if (place === undefined) throw new Error(`${id} has no place`);
  return place;
}

/** Those of before that stand elsewhere now. */
function movedFrom(before: Positions, now: Positions): string[] {
  return [...before].filter(([id, { x, y }]) => {
    const place = now.get(id);
    return place !== undefined && (place.x !== x || place.y !== y);
  }).map(([id]) => id);
}

/** Pairs of neighbours in one group, or on the ground, that overlap by more than a hundredth of a pixel. */
function overlaps({ nodes }: Graph, positions: Positions): string[] {
  const groups = new Map<string | null, GraphNode[]>();
  for (const node of nodes.filter(({ rim }) => !rim)) groups.set(node.parent, [...(groups.get(node.parent) ?? []), node]);
  return [...groups.values()].flatMap((members) =>
    members.flatMap((a, at) => members.slice(at + 1).filter((b) => overlap(positions, a, b) > 0.01).map((b) => `${a.id} and ${b.id}`)),
  );
}

function overlap(positions: Positions, a: GraphNode, b: GraphNode): number {
  const [from, to] = [placeOf(positions, a.id), placeOf(positions, b.id)];
  return from.r + to.r - Math.hypot(from.x - to.x, from.y - to.y);
}

function strays({ nodes }: Graph, positions: Positions): string[] {
  return nodes.filter(({ id, parent, rim }) => {
    if (parent === null || rim) return false;
    const [place, group] = [placeOf(positions, id), placeOf(positions, parent)];
    return Math.hypot(place.x - group.x, place.y - group.y) + place.r > group.r + 0.01;
  }).map(({ id }) => id);
}

function without(whole: Snapshot, pid: number): Snapshot {
  return { ...whole, processes: whole.processes.filter((row) => row.pid !== pid) };
}

/** The first process after the leader in the `app` container of the pod. */
const appPid = (pod: number) => (10_000 + pod * 100) * 100 + 1000 + 1;

describe.each(LENSES)('the layout of the lens %s', (lens) => {
  const graph = buildGraph(snapshot, lens);
  const positions = layOut(graph);

  it('has a place for every node, in numbers that Float32 keeps', () => {
    expect([...positions.keys()].sort()).toEqual(graph.nodes.map(({ id }) => id).sort());
    for (const place of positions.values()) for (const value of [place.x, place.y, place.r]) expect(Math.fround(value)).toBe(value);
  });

  it('is the same for the same snapshot, whatever the order of the rows', () => {
    expect(layOut(buildGraph(shuffled(snapshot), lens))).toEqual(positions);
  });

  it('leaves the graph and the places of before as they were', () => {
    const [graphBefore, placesBefore] = [structuredClone(graph), structuredClone(positions)];
    layOut(graph, positions);
    expect(graph).toEqual(graphBefore);
    expect(positions).toEqual(placesBefore);
  });

  it('lets no two neighbours overlap', () => {
    expect(overlaps(graph, positions)).toEqual([]);
  });

  it('keeps everything inside its group', () => {
    expect(strays(graph, positions)).toEqual([]);
  });

  it('moves nothing when nothing changed', () => {
    expect(layOut(graph, positions)).toEqual(positions);
  });

  it('moves nothing when a process ends', () => {
    const later = layOut(buildGraph(without(snapshot, appPid(3)), lens), positions);
    expect(movedFrom(positions, later)).toEqual([]);
    expect(placeOf(later, 'pod/podman:pod3').r).toBe(placeOf(positions, 'pod/podman:pod3').r);
  });

  it('moves nothing outside the group of a newcomer', () => {
    const before = layOut(buildGraph(without(snapshot, appPid(3)), lens));
    const later = layOut(graph, before);
    const related = new Set(['pod/podman:pod3', ...graph.nodes.filter(({ parent }) => parent === 'pod/podman:pod3' || parent?.startsWith('container/podman:3-') === true).map(({ id }) => id)]);
    expect(movedFrom(before, later).filter((id) => !related.has(id))).toEqual([]);
    expect(overlaps(graph, later)).toEqual([]);
    expect(strays(graph, later)).toEqual([]);
  });

  it('moves nothing when a pod comes, and gives it a free place', () => {
    const before = layOut(buildGraph(hostOf({ onHost: 30, pods: 7, perContainer: 5 }), lens));
    const later = layOut(graph, before);
    expect(movedFrom(before, later)).toEqual([]);
    expect(overlaps(graph, later)).toEqual([]);
  });

  it('keeps a pinned group where it was put, and what is in it with it', () => {
    const { x, y } = placeOf(positions, 'pod/podman:pod2');
    const pins = new Map([['pod/podman:pod2', { x: x + 1000, y: y - 500 }]]);
    const later = layOut(graph, positions, pins);
    expect(placeOf(later, 'pod/podman:pod2')).toMatchObject({ x: x + 1000, y: y - 500 });
    expect(strays(graph, later)).toEqual([]);
    const still = movedFrom(positions, later).every((id) => id.includes('pod2') || id.includes(':2-') || /i102\d\d\./.test(id) || id.startsWith('process/102'));
    expect(still).toBe(true);
  });

  it('is after a reload what it was when a group had been pinned', () => {
    const { x, y } = placeOf(positions, 'pod/podman:pod2');
    const pins = new Map([['pod/podman:pod2', { x: x + 1000, y: y - 500 }]]);
    expect(layOut(graph, new Map(), pins)).toEqual(layOut(graph, positions, pins));
    // Not where somebody stands: who stood there makes room.
    const other = placeOf(positions, 'pod/podman:pod4');
    const onOther = layOut(graph, new Map(), new Map([['pod/podman:pod2', { x: other.x, y: other.y }]]));
    expect(placeOf(onOther, 'pod/podman:pod2')).toMatchObject({ x: other.x, y: other.y });
    expect(overlaps(graph, onOther)).toEqual([]);
  });

  it('lays out nothing when there is nothing', () => {
    expect(layOut({ lens, nodes: [], edges: [] })).toEqual(new Map());
  });
});

describe('the Pods lens', () => {
  it('makes way for a group that grows, only as far as needed, and for those far away not at all', () => {
    const small = buildGraph(hostOf({ onHost: 30, pods: 8, perContainer: 5 }), 'pods');
    const before = layOut(small);
    const crowd = Array.from({ length: 60 }, (_, at) => ({ pid: 5_000_000 + at, ppid: appPid(3), container: 'podman:3-app' as const }));
    const grownSnapshot = hostWith({ processes: [...snapshot.processes, ...crowd], namespaces: snapshot.namespaces.filter(({ initial }) => !initial), containers: snapshot.containers, pods: snapshot.pods });
    const grown = buildGraph(grownSnapshot, 'pods');
    const later = layOut(grown, before);
    expect(placeOf(later, 'pod/podman:pod3').r).toBeGreaterThan(placeOf(before, 'pod/podman:pod3').r);
    expect(overlaps(grown, later)).toEqual([]);
    expect(strays(grown, later)).toEqual([]);
  });

  it('treats a process that came from another group as a newcomer', () => {
    const rows = (container: string) => ({ processes: [{ pid: 1 }, { pid: 50, container }, { pid: 51, container: 'podman:a' }, { pid: 52, container: 'podman:b' }], containers: [{ id: 'a' }, { id: 'b' }] });
    const before = layOut(buildGraph(hostWith(rows('podman:a')), 'pods'));
    const graph = buildGraph(hostWith(rows('podman:b')), 'pods');
    expect(strays(graph, layOut(graph, before))).toEqual([]);
  });

  it('places a newcomer beside its parent', () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({ pid: at + 1, ppid: at === 0 ? 0 : 1 }));
    const before = layOut(buildGraph(hostWith({ processes: rows }), 'pods'));
    const graph = buildGraph(hostWith({ processes: [...rows, { pid: 900, ppid: 23 }] }), 'pods');
    const later = layOut(graph, before);
    const [child, parent] = [placeOf(later, 'process/900@1900'), placeOf(later, 'process/23@1023')];
    const [host] = [placeOf(later, 'host/')];
    expect(Math.hypot(child.x - parent.x, child.y - parent.y)).toBeLessThan(host.r * 0.7);
    expect(movedFrom(before, later)).toEqual([]);
  });

  it('keeps the namespaces of a group on its outline, each type at its place', () => {
    const graph = buildGraph(snapshot, 'pods');
    const positions = layOut(graph);
    const angles = graph.nodes.filter(({ rim, type, parent }) => rim && type === 'net' && parent?.startsWith('pod/') === true).map(({ id, parent }) => {
      const [place, group] = [placeOf(positions, id), placeOf(positions, parent ?? '')];
      expect(Math.hypot(place.x - group.x, place.y - group.y)).toBeCloseTo(group.r, 1);
      return Math.atan2(place.y - group.y, place.x - group.x);
    });
    for (const angle of angles) expect(angle).toBeCloseTo(Math.PI / 2, 0);
  });
});

describe('the Network lens', () => {
  const graph = network(12);
  const positions = layOut(graph);
  const harbours = graph.nodes.filter(({ kind, rim }) => kind === 'interface' && rim);
  const placeIn = (places: Positions, { id, parent }: GraphNode) => ({ place: placeOf(places, id), island: placeOf(places, parent ?? '') });

  it('has a place for every node, in numbers that Float32 keeps, and always the same', () => {
    expect([...positions.keys()].sort()).toEqual(graph.nodes.map(({ id }) => id).sort());
    for (const place of positions.values()) for (const value of [place.x, place.y, place.r]) expect(Math.fround(value)).toBe(value);
    expect(layOut(network(12))).toEqual(positions);
    expect(layOut(graph, positions)).toEqual(positions);
  });

  it.each([1, 12, 60, 300])('lets no two islands overlap, nor two harbours, with %d pods', (pods) => {
    const many = network(pods);
    const places = layOut(many);
    expect(overlaps(many, places)).toEqual([]);
    expect(strays(many, places)).toEqual([]);
    const byIsland = new Map<string, GraphNode[]>();
    for (const node of many.nodes.filter(({ rim }) => rim)) byIsland.set(node.parent ?? '', [...(byIsland.get(node.parent ?? '') ?? []), node]);
    const close = [...byIsland.values()].flatMap((row) => row.flatMap((a, at) => row.slice(at + 1).filter((b) => overlap(places, a, b) > 0).map((b) => `${a.id} and ${b.id}`)));
    expect(close).toEqual([]);
  });

  it('gives an island of a thousand interfaces no more room than a large host has', () => {
    const links = Array.from({ length: 1000 }, (_, at) => topologyLinkOf({ ifindex: at + 2, name: `a${at}`, kind: 'dummy' }));
    const crowded = buildGraph(hostWith({ namespaces: [{ type: 'net', ino: 900 }] }), 'network', topologyOf([{ ino: HOME.net }, { ino: 900, links }]));
    expect(placeOf(layOut(crowded), 'namespace/net:i900.0').r).toBeLessThan(250);
  });

  it('puts harbours on the coast, on the side of their other end, and none where the name of the island is', () => {
    for (const harbour of harbours) {
      const { place, island } = placeIn(positions, harbour);
      expect(Math.hypot(place.x - island.x, place.y - island.y)).toBeCloseTo(island.r, 1);
      const angle = Math.atan2(place.y - island.y, place.x - island.x);
      expect(Math.abs(angle + Math.PI / 2), harbour.id).toBeGreaterThan(Math.min(0.7, 30 / island.r));
    }
    const host = placeOf(positions, graph.nodeByObject.get('host/') ?? '');
    for (const harbour of harbours.filter(({ label }) => label === 'eth0')) {
      const { place, island } = placeIn(positions, harbour);
      const outward = (place.x - island.x) * (host.x - island.x) + (place.y - island.y) * (host.y - island.y);
      expect(outward, harbour.id).toBeGreaterThan(0);
    }
  });

  it('moves nobody when an island comes, but for the harbour it needs on the host’s', () => {
    const before = layOut(network(11));
    const later = layOut(graph, before);
    expect(movedFrom(before, later)).toEqual([]);
    expect(overlaps(graph, later)).toEqual([]);
  });

  it('moves nobody when an island goes', () => {
    expect(movedFrom(positions, layOut(network(11), positions))).toEqual([]);
  });

  it('lets the harbours of an island that was dragged find their new sides, and nobody else’s', () => {
    const id = graph.nodeByObject.get('pod/podman:pod3') ?? '';
    const { x, y } = placeOf(positions, id);
    const later = layOut(graph, positions, new Map([[id, { x: -x * 3, y: -y * 3 }]]));
    const own = new Set([id, ...graph.nodes.filter(({ parent }) => parent === id).map((node) => node.id)]);
    expect(movedFrom(positions, later).filter((moved) => !own.has(moved))).toEqual([]);
    expect(movedFrom(positions, later).length).toBeGreaterThan(1);
  });
});
