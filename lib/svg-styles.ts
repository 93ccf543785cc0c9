/** One class for each look, however many marks have it: names in the order in which they are asked for. */
import type { Palette } from './palette';
import { STROKES_BY_DASH } from './palette';
import type { Ink } from './palette';
import type { Style } from './scene';
import { HALO_WIDTH } from './mark-shape';
import { rounded } from './svg-text';

export interface Styles {
  /** The class of these declarations; the same ones have the same class. */
  readonly classOf: (declarations: string) => string;
  /** The style sheet. */
  readonly sheet: () => string;
}

export function makeStyles(): Styles {
  const nameByRule = new Map<string, string>();
  const classOf = (declarations: string) => {
    const name = nameByRule.get(declarations) ?? nameAt(nameByRule.size);
    nameByRule.set(declarations, name);
    return name;
  };
  return { classOf, sheet: () => Array.from(nameByRule, ([rule, name]) => `.${name}{${rule}}`).join('\n') };
}

/** a, b, … z, aa, ab, … */
function nameAt(place: number): string {
  const letter = String.fromCharCode(97 + (place % 26));
  return place < 26 ? letter : nameAt(Math.floor(place / 26) - 1) + letter;
}

/** Of shapes and lines. */
export function shapeRule({ fill, stroke, width, dash, alpha }: Style, palette: Palette): string {
  const strokes = STROKES_BY_DASH[dash];
  return declare({
    fill: fill === null ? 'none' : palette[fill],
    'fill-opacity': fill === null || alpha === 1 ? null : rounded2(alpha),
    stroke: stroke === null ? null : palette[stroke],
    'stroke-width': stroke === null ? null : width,
    'stroke-opacity': stroke === null || alpha === 1 ? null : rounded2(alpha),
    'stroke-dasharray': stroke === null || strokes.length === 0 ? null : strokes.join(' '),
  });
}

export interface Lettering {
  readonly ink: Ink | null;
  readonly halo: Ink | null;
  readonly size: number;
  readonly weight: number;
  readonly alpha: number;
}

/** Of texts. The halo is painted below the letters. */
export function textRule({ ink, halo, size, weight, alpha }: Lettering, palette: Palette): string {
  return declare({
    'font-size': `${rounded2(size)}px`,
    'font-weight': weight === 400 ? null : weight,
    fill: ink === null ? null : palette[ink],
    'paint-order': halo === null ? null : 'stroke',
    stroke: halo === null ? null : palette[halo],
    'stroke-width': halo === null ? null : HALO_WIDTH,
    opacity: alpha === 1 ? null : rounded2(alpha),
  });
}

function declare(properties: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(properties).flatMap(([name, value]) => (value === null ? [] : [`${name}:${value}`])).join(';');
}

/** Opacities and sizes of text need a digit more than places. */
function rounded2(value: number): number {
  return rounded(value * 10) / 10;
}
