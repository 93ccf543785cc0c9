import { expect, it } from 'vitest';
import { buildGraph } from './graph';
import { hostOf } from './graph.fixture';
import { layOut } from './layout';
import { buildScene } from './scene';
import { endedMarks, fadedMarks } from './scene-leaving';
import { selectGraph } from './select';
import { DEFAULT_VIEW } from './view';

const snapshot = hostOf({ onHost: 6, pods: 2, perContainer: 2 });
const graph = buildGraph(snapshot, 'pods');
const before = buildScene(selectGraph(graph, DEFAULT_VIEW, null), layOut(graph), { scale: 3, window: null, fresh: new Set() });

it('keeps the mark of who ended where it stood, without its name, and pales it', () => {
  const ended = endedMarks(before, (id) => id !== 'process/6@1006');
  const stood = before.find(({ id, kind }) => id === 'process/6@1006' && kind === 'disc');
  expect(ended).toEqual([stood]);
  const [half] = fadedMarks(ended, 0.5);
  expect(half).toEqual({ ...stood, style: { ...stood?.style, alpha: (stood?.style.alpha ?? 0) / 2 } });
});

it('paints at once what had one style', () => {
  const faded = fadedMarks(endedMarks(before, () => false), 0.3);
  expect(new Set(faded.map(({ style }) => style)).size).toBe(new Set(endedMarks(before, () => false).map(({ style }) => style)).size);
});

it('keeps nothing when nobody ended', () => {
  expect(endedMarks(before, () => true)).toEqual([]);
});
