import { describe, expect, it } from 'vitest';
import type { Mark, Style } from '@/lib/scene';
import { pick } from './pick';

const style: Style = { fill: 'ink', stroke: null, width: 1, dash: 'none', alpha: 1, fresh: false };
const group: Mark = { kind: 'disc', id: 'group', x: 0, y: 0, r: 100, style };
const dot: Mark = { kind: 'disc', id: 'dot', x: 50, y: 0, r: 5, style };
const line: Mark = { kind: 'line', id: 'line', x: -500, y: 200, toX: 500, toY: 200, bend: 0, style };
const ring: Mark = { kind: 'ring', id: 'ring', x: 300, y: 0, r: 10, pad: 3, style };
const label: Mark = { kind: 'label', id: 'named', x: 0, y: -160, across: 0, down: 10, text: 'a name', size: 12, weight: 600, halo: null, style };
const scene = [group, line, dot, ring, label];

describe('pick', () => {
  it('finds the front-most body, and the group beside it', () => {
    expect(pick(scene, { x: 51, y: 1 }, 1)).toBe('dot');
    expect(pick(scene, { x: 0, y: 0 }, 1)).toBe('group');
  });

  it('finds nothing on the open ground, on lines and on rings', () => {
    expect(pick(scene, { x: 150, y: 0 }, 1)).toBeNull();
    expect(pick(scene, { x: 200, y: 200 }, 1)).toBeNull();
    expect(pick(scene, { x: 300, y: 0 }, 1)).toBeNull();
    expect(pick([], { x: 0, y: 0 }, 1)).toBeNull();
  });

  it('takes the edge and three screen pixels round it, at any scale', () => {
    expect(pick([dot], { x: 58, y: 0 }, 1)).toBe('dot');
    expect(pick([dot], { x: 58.1, y: 0 }, 1)).toBeNull();
    expect(pick([dot], { x: 56.5, y: 0 }, 2)).toBe('dot');
    expect(pick([dot], { x: 56.6, y: 0 }, 2)).toBeNull();
  });

  it('takes a name for its node', () => {
    expect(pick(scene, { x: 15, y: -150 }, 1)).toBe('named');
    expect(pick(scene, { x: 10, y: -155 }, 2)).toBe('named');
    expect(pick(scene, { x: 60, y: -150 }, 1)).toBeNull();
  });
});
