import { CHART_FORMATS, FORMATS, TABLE_FORMATS, type Format } from '@/lib/export';
import { CAPTION_PARTS, RANGES, type PictureChoices } from '@/lib/picture';
import { PAPERS, type PaperName } from '@/lib/picture-frame';
import { REDACTIONS } from '@/lib/redact';
import { THEMES } from '@/lib/theme';

export const SCALES = ['1', '2', '4'] as const;
export type Scale = (typeof SCALES)[number];

/** What the dialog asks for. */
export interface ExportChoices extends PictureChoices {
  readonly format: Format;
  readonly paper: PaperName;
  readonly scale: Scale;
}

const FIRST_CHOICES: ExportChoices = { format: 'svg', range: 'all', paper: 'fit', theme: 'light', caption: CAPTION_PARTS, redact: [], scale: '2' };

const KEY = 'nsatlas.export';

/** As chosen last in this browser. What is no choice any more is as at first. */
export function readChoices(): ExportChoices {
  const kept = parse(localStorage.getItem(KEY));
  const one = <T extends string>(name: keyof ExportChoices, all: readonly T[], first: T): T => all.find((word) => word === kept[name]) ?? first;
  const some = <T extends string>(name: keyof ExportChoices, all: readonly T[], first: readonly T[]): readonly T[] => {
    const words: unknown = kept[name];
    return Array.isArray(words) ? all.filter((word) => words.includes(word)) : first;
  };
  return {
    format: one('format', FORMATS, FIRST_CHOICES.format),
    range: one('range', RANGES, FIRST_CHOICES.range),
    paper: one('paper', PAPERS, FIRST_CHOICES.paper),
    theme: one('theme', THEMES, FIRST_CHOICES.theme),
    scale: one('scale', SCALES, FIRST_CHOICES.scale),
    caption: some('caption', CAPTION_PARTS, FIRST_CHOICES.caption),
    redact: some('redact', REDACTIONS, FIRST_CHOICES.redact),
  };
}

export function keepChoices(choices: ExportChoices): void {
  localStorage.setItem(KEY, JSON.stringify(choices));
}

function parse(kept: string | null): Partial<Record<keyof ExportChoices, unknown>> {
  try {
    const value: unknown = JSON.parse(kept ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    // Somebody wrote there what is no JSON: as good as nothing.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** The choices that mean something for what is exported: of a table there is no picture, and of no selection nothing alone. */
export function possibleChoices(choices: ExportChoices, { isPicture, hasSelection }: { readonly isPicture: boolean; readonly hasSelection: boolean }): ExportChoices {
  const isTable = isIn(TABLE_FORMATS, choices.format) || choices.format === 'facts';
  const isChart = isIn(CHART_FORMATS, choices.format);
  const range = (choices.range === 'selection' && !hasSelection) || (choices.range === 'seen' && isChart) ? 'all' : choices.range;
  return { ...choices, range, format: isPicture || isTable ? choices.format : 'md' };
}

export function isIn(formats: readonly Format[], format: Format): boolean {
  return formats.includes(format);
}
