import { expect, it } from 'vitest';
import { crowdOf } from './crowd.fixture';
import { buildGraph } from './graph';
import { buildOutline } from './graph-outline';
import { layOut, packLayout } from './layout';

const crowd = crowdOf({ processes: 900, namespaces: 300 });
const outline = buildOutline(crowd);
const whole = buildGraph(crowd, 'pods');

it('has the groups of the whole, with their names, in their order, and nothing else', () => {
  const groups = whole.nodes.filter(({ kind }) => ['host', 'pod', 'container'].includes(kind));
  const told = ({ id, kind, parent, label, count, traits }: (typeof groups)[number]) => ({ id, kind, parent, label, count, traits });
  expect(outline.nodes.map(told)).toEqual(groups.map(told));
  expect(outline.scene).toBe(whole.scene);
});

it('makes each container about as large as it will be', () => {
  const [drawn, laid] = [packLayout(outline), layOut(whole)];
  for (const { id, kind } of outline.nodes) {
    if (kind !== 'container') continue;
    const share = (drawn.get(id)?.r ?? 0) / (laid.get(id)?.r ?? 1);
    expect(share, id).toBeGreaterThan(0.75);
    expect(share, id).toBeLessThan(1.25);
  }
});
