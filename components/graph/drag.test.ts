import { expect, it } from 'vitest';
import { buildGraph } from '@/lib/graph';
import { hostOf } from '@/lib/graph.fixture';
import { layOut } from '@/lib/layout';
import { selectGraph } from '@/lib/select';
import { DEFAULT_VIEW } from '@/lib/view';
import { insideOf, movedPlaces, topOf } from './drag';

const graph = buildGraph(hostOf({ onHost: 2, pods: 2, perContainer: 1 }), 'pods');
const selection = selectGraph(graph, DEFAULT_VIEW, null);

it('a process is dragged by the pod it is in', () => {
  expect(topOf(selection, 'process/1001000@1002000')).toBe('pod/podman:pod0');
  expect(topOf(selection, 'pod/podman:pod0')).toBe('pod/podman:pod0');
});

it('a group moves with all that is in it and with nothing else', () => {
  const positions = layOut(graph);
  const inside = insideOf(selection, 'pod/podman:pod0');
  const moved = movedPlaces(positions, { id: 'pod/podman:pod0', from: { x: 0, y: 0 }, moved: { x: 20, y: -10 }, inside }, 2);
  for (const [id, { x, y, r }] of positions) {
    const isInside = id.includes('pod0') || id.includes(':0-') || /i100\d\d\./.test(id) || id.startsWith('process/100');
    expect(moved.get(id), id).toEqual(isInside ? { x: x + 10, y: y - 5, r } : { x, y, r });
  }
});
