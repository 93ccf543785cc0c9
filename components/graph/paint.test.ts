import { describe, expect, it } from 'vitest';
import { INKS, type Palette } from '@/lib/palette';
import type { Mark, Style } from '@/lib/scene';
import { paint, paintOver, type Context, type Frame } from './paint';

const palette = Object.fromEntries(INKS.map((ink) => [ink, `colour of ${ink}`])) as Palette;
const FRAME: Frame = { camera: { x: 100, y: 50, k: 2 }, width: 800, height: 600, density: 1.5, font: 'Inter', fade: 0.25 };
const PLAIN: Style = { fill: 'net', stroke: null, width: 1, dash: 'none', alpha: 1, fresh: false };

type Call = readonly [name: string, ...args: unknown[]];

/** A context that draws nothing and remembers all: calls, and what was set before them. */
function record(): { context: Context; calls: Call[] } {
  const calls: Call[] = [];
  const context = new Proxy({}, {
    get: (_, name) => (...args: unknown[]) => calls.push([String(name), ...args]),
    set: (_, name, value) => calls.push([`set ${String(name)}`, value]) > 0,
  });
  return { context: context as Context, calls };
}

function painted(marks: readonly Mark[], frame: Partial<Frame> = {}): Call[] {
  const { context, calls } = record();
  paintOver(context, marks, palette, { ...FRAME, ...frame });
  return calls;
}

const named = (calls: readonly Call[], name: string) => calls.filter(([word]) => word === name);
const disc = (x: number, style: Style = PLAIN): Mark => ({ kind: 'disc', id: `at ${x}`, x, y: 10, r: 5, style });

describe('paint', () => {
  it('begins with the ground, in device pixels', () => {
    const { context, calls } = record();
    paint(context, [], palette, FRAME);
    expect(calls.slice(0, 4)).toEqual([
      ['setTransform', 1.5, 0, 0, 1.5, 0, 0],
      ['set globalAlpha', 1],
      ['set fillStyle', 'colour of canvas'],
      ['fillRect', 0, 0, 800, 600],
    ]);
  });

  it('puts a mark of the world where the camera sees it', () => {
    expect(named(painted([disc(20)]), 'arc')).toEqual([['arc', 140, 70, 10, 0, 2 * Math.PI]]);
  });

  it('paints marks of one style in one go, and each style in its ink', () => {
    const calls = painted([disc(10), disc(20), disc(30), disc(40, { ...PLAIN, fill: 'pid', stroke: 'ink', width: 2 })]);
    expect(named(calls, 'beginPath')).toHaveLength(2);
    expect(named(calls, 'arc')).toHaveLength(4);
    expect(named(calls, 'set fillStyle').map(([, ink]) => ink)).toEqual(['colour of net', 'colour of pid']);
    expect(named(calls, 'stroke')).toHaveLength(1);
    expect(named(calls, 'set lineWidth').at(-1)).toEqual(['set lineWidth', 2]);
  });

  it('leaves out what the camera does not see', () => {
    expect(named(painted([disc(20), disc(5000), disc(-5000)]), 'arc')).toHaveLength(1);
    expect(painted([disc(5000)])).toEqual([]);
  });

  it('keeps a line that crosses the view from outside to outside', () => {
    const line: Mark = { kind: 'line', id: 'l', x: -900, y: 100, toX: 900, toY: 100, bend: 0, style: { ...PLAIN, fill: null, stroke: 'ink' } };
    expect(named(painted([line]), 'lineTo')).toEqual([['lineTo', 1900, 250]]);
  });

  it('bends a line sideways, for its length', () => {
    const line: Mark = { kind: 'line', id: 'l', x: 0, y: 0, toX: 100, toY: 0, bend: 10, style: { ...PLAIN, fill: null, stroke: 'ink', dash: 'dashes' } };
    const calls = painted([line]);
    expect(named(calls, 'quadraticCurveTo')).toEqual([['quadraticCurveTo', 200, 70, 300, 50]]);
    expect(named(calls, 'setLineDash')).toEqual([['setLineDash', [4, 4]]]);
  });

  it('lets fresh marks fade in, and no others', () => {
    const alphas = (style: Style) => named(painted([disc(20, style)]), 'set globalAlpha').map(([, alpha]) => alpha);
    expect(alphas({ ...PLAIN, alpha: 0.8, fresh: true })).toEqual([0.2]);
    expect(alphas({ ...PLAIN, alpha: 0.8 })).toEqual([0.8]);
  });

  it('keeps a ring its pad of screen pixels away from its mark at any scale', () => {
    const ring: Mark = { kind: 'ring', id: 'r', x: 20, y: 10, r: 5, pad: 4, style: PLAIN };
    expect(named(painted([ring]), 'arc')[0]?.[3]).toBe(14);
    expect(named(painted([ring], { camera: { x: 0, y: 0, k: 10 } }), 'arc')[0]?.[3]).toBe(54);
  });

  it('writes a letter on a sign that has one, in the ink it says', () => {
    const sign = { kind: 'sign', id: 's', x: 20, y: 10, r: 5, shape: 'diamond', letter: 'M', letterInk: 'surface', style: PLAIN } as const;
    const calls = painted([sign]);
    expect(named(calls, 'fillText').map(([, text]) => text)).toEqual(['M']);
    expect(named(calls, 'set fillStyle').at(-1)).toEqual(['set fillStyle', 'colour of surface']);
    expect(named(painted([{ ...sign, letter: null }]), 'fillText')).toEqual([]);
  });

  it.each(['square', 'diamond', 'triangle', 'wedge', 'pentagon', 'hexagon', 'tablet'] as const)('closes a %s and keeps it about as large as a circle', (shape) => {
    const calls = painted([{ kind: 'sign', id: 's', x: 0, y: 0, r: 10, shape, letter: null, letterInk: 'surface', style: PLAIN }], { camera: { x: 200, y: 200, k: 1 } });
    expect(named(calls, 'closePath')).toHaveLength(1);
    const corners = calls.filter(([name]) => name === 'moveTo' || name === 'lineTo').map(([, x, y]) => [Number(x) - 200, Number(y) - 200] as const);
    const area = Math.abs(corners.reduce((sum, [x, y], at) => {
      const [nextX, nextY] = corners[(at + 1) % corners.length] ?? [0, 0];
      return sum + x * nextY - nextX * y;
    }, 0)) / 2;
    expect(area / (Math.PI * 100)).toBeGreaterThan(0.75);
    expect(area / (Math.PI * 100)).toBeLessThan(1.15);
  });

  it('writes a name with its halo first, at its size whatever the scale', () => {
    const label: Mark = { kind: 'label', id: 'l', x: 20, y: 10, across: 0, down: 7, text: 'web', size: 12, weight: 600, halo: 'surface', style: { ...PLAIN, fill: 'ink' } };
    const calls = painted([label]);
    expect(named(calls, 'set font')).toEqual([['set font', '600 12px Inter']]);
    expect(calls.filter(([name]) => name === 'strokeText' || name === 'fillText')).toEqual([['strokeText', 'web', 140, 77], ['fillText', 'web', 140, 77]]);
    expect(named(painted([{ ...label, halo: null }]), 'strokeText')).toEqual([]);
  });
});
