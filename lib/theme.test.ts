/** The colours of files: those of the page where they share a name, and readable. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CSS_NAME_BY_INK, INKS, type Ink } from './palette';
import { NAMESPACE_TYPES } from './schema';
import { PALETTE_BY_THEME } from './theme';

const css = readFileSync(new URL('../app/globals.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Record<string, string> {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf('\n}', start));
  return Object.fromEntries([...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', colour = '']) => [name, colour]));
}
const light = tokensOf(':root {');
const colourOf = (tokens: Record<string, string>) => Object.fromEntries(INKS.map((ink) => [ink, tokens[CSS_NAME_BY_INK[ink]]]));

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const onWhite = (ink: Ink) => 1.05 / (luminance(PALETTE_BY_THEME.print[ink]) + 0.05);

describe('the themes of files', () => {
  it('are the page’s own', () => {
    expect(PALETTE_BY_THEME.light).toEqual(colourOf(light));
    expect(PALETTE_BY_THEME.dark).toEqual(colourOf({ ...light, ...tokensOf(":root[data-theme='dark'] {") }));
  });

  it('leave the paper white where nothing is said', () => {
    expect((['canvas', 'surface', 'sunken', 'raised'] as const).map((ink) => PALETTE_BY_THEME.print[ink])).toEqual(Array(4).fill('#ffffff'));
  });

  it('can be read on paper: words 4.5 to 1, signs and outlines 3 to 1', () => {
    for (const ink of ['ink', 'inkMuted', 'inkFaint', 'accent'] as const) expect.soft(onWhite(ink), ink).toBeGreaterThanOrEqual(4.5);
    for (const ink of ['lineStrong', 'wireCable', 'wireStacked', 'wireTunnel', ...NAMESPACE_TYPES] as const) expect.soft(onWhite(ink), ink).toBeGreaterThanOrEqual(3);
  });
});
