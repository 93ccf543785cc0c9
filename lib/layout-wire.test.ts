import { expect, it } from 'vitest';
import { buildGraph } from './graph';
import { hostOf } from './graph.fixture';
import { layOut } from './layout';
import { packGraph, packPlaces, unpackGraph, unpackPlaces } from './layout-wire';

const graph = buildGraph(hostOf({ onHost: 10, pods: 3, perContainer: 3 }), 'namespaces');

it('a graph that travelled is laid out as the graph itself', () => {
  expect(layOut(unpackGraph(structuredClone(packGraph(graph))))).toEqual(layOut(graph));
});

it('places come back as they were sent', () => {
  const positions = layOut(graph);
  const ids = [...positions.keys()];
  expect(unpackPlaces(ids, packPlaces(ids, positions))).toEqual(positions);
});
