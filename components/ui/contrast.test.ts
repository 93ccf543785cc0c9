/** The tokens of app/globals.css keep WCAG AA in both themes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NAMESPACE_TYPES } from '@/lib/schema';

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');
const light = tokensOf(':root {');
const dark = { ...light, ...tokensOf(":root[data-theme='dark'] {") };

function tokensOf(selector: string): Record<string, string> {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf('\n}', start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', colour = '']) => [name, colour]));
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => channel(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function channel(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
function contrast(a: string, b: string): number {
  const [more, less] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (more + 0.05) / (less + 0.05);
}

const SURFACES = ['canvas', 'surface', 'surface-sunken', 'surface-hover'];
const ANSI = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'bright-black', 'bright-red', 'bright-green', 'bright-yellow', 'bright-blue', 'bright-magenta', 'bright-cyan', 'bright-white'];
const WORDS: readonly (readonly [string, readonly string[]])[] = [
  ['ink', [...SURFACES, 'surface-active', 'accent-soft']],
  ['ink-muted', [...SURFACES, 'surface-active', 'accent-soft', 'caution-soft', 'bad-soft']],
  ['ink-faint', SURFACES],
  ['accent', [...SURFACES, 'accent-soft']],
  ['on-accent', ['accent', 'accent-strong']],
  ['good', ['surface', 'surface-sunken', 'good-soft']],
  ['caution', ['surface', 'surface-sunken', 'caution-soft']],
  ['bad', ['surface', 'surface-sunken', 'bad-soft']],
  ...ANSI.map((name) => [`ansi-${name}`, ['terminal-ground']] as const),
  ['ink', ['terminal-ground']],
  ...NAMESPACE_TYPES.map((type) => [`type-${type}-ink`, [...SURFACES, 'accent-soft']] as const),
];

describe.each([['light', light], ['dark', dark]] as const)('the %s theme', (_, tokens) => {
  const colour = (name: string) => {
    const value = tokens[name];
    if (value === undefined) throw new Error(`no token --${name}`);
    return value;
  };

  it.each(WORDS.flatMap(([word, surfaces]) => surfaces.map((surface) => [word, surface] as const)))('has %s readable on %s', (word, surface) => {
    expect(contrast(colour(word), colour(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(NAMESPACE_TYPES.flatMap((type) => ['canvas', 'surface', 'surface-sunken'].map((surface) => [type, surface] as const)))('has the mark of %s visible on %s', (type, surface) => {
    expect(contrast(colour(`type-${type}`), colour(surface))).toBeGreaterThanOrEqual(3);
  });

  it('has the steps of how much go away from the ground, each seen on it and told from the next', () => {
    for (const surface of ['canvas', 'surface', 'surface-sunken']) {
      const steps = [1, 2, 3, 4, 5, 6].map((step) => contrast(colour(`heat-${step}`), colour(surface)));
      expect(steps[0]).toBeGreaterThanOrEqual(3);
      for (const [at, step] of steps.entries()) if (at > 0) expect(step / (steps[at - 1] ?? 1), `${surface} ${at + 1}`).toBeGreaterThanOrEqual(1.2);
    }
  });

  it.each(['wire-cable', 'wire-stacked', 'wire-tunnel', 'ink-faint'].flatMap((wire) => ['canvas', 'surface', 'surface-sunken'].map((surface) => [wire, surface] as const)))('has lines of %s visible on %s', (wire, surface) => {
    expect(contrast(colour(wire), colour(surface))).toBeGreaterThanOrEqual(3);
  });

  it('has a ring that is seen on every surface', () => {
    for (const surface of SURFACES) expect(contrast(colour('ring'), colour(surface))).toBeGreaterThanOrEqual(3);
  });
});
