import { expect, it } from 'vitest';
import { buildGraph } from './graph';
import { hostOf } from './graph.fixture';
import { isSameGraph, packGraph, unpackGraph } from './graph-wire';
import { layOut } from './layout';
import { packPlaces, unpackPlaces } from './layout-wire';
import { networkOf } from './topology.fixture';

const { snapshot, topology } = networkOf(4);

function unpacked(packed: ReturnType<typeof packGraph>) {
  const steps = unpackGraph(packed);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

it.each(['pods', 'namespaces', 'network'] as const)('carries the graph of the lens %s over, and its places', (lens) => {
  const graph = buildGraph(snapshot, lens, topology);
  expect(unpacked(structuredClone(packGraph(graph)))).toEqual(graph);
  const ids = graph.nodes.map(({ id }) => id);
  const positions = layOut(graph);
  expect(unpackPlaces(ids, packPlaces(ids, positions))).toEqual(positions);
});

it('gives no place to what has none', () => {
  expect(unpackPlaces(['a', 'b'], packPlaces(['a', 'b'], new Map([['b', { x: 1, y: -2, r: 0 }]])))).toEqual(new Map([['b', { x: 1, y: -2, r: 0 }]]));
});

it('tells the same graph from another', () => {
  const packed = packGraph(buildGraph(snapshot, 'network', topology));
  expect(isSameGraph(packed, structuredClone(packed))).toBe(true);
  expect(isSameGraph(packed, packGraph(buildGraph(snapshot, 'pods', topology)))).toBe(false);
  const renamed = { ...snapshot, host: { ...snapshot.host, hostname: 'other' } };
  const before = packGraph(buildGraph(hostOf({ onHost: 3, pods: 1, perContainer: 1 }), 'pods'));
  expect(isSameGraph(before, packGraph(buildGraph(hostOf({ onHost: 4, pods: 1, perContainer: 1 }), 'pods')))).toBe(false);
  expect(isSameGraph(packed, packGraph(buildGraph(renamed, 'network', topology)))).toBe(false);
});
