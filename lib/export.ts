/** Everything that leaves the page for a document, by its format: one way for the dialog and for the command line. */
import { chartOf } from './chart';
import { cropToSelection } from './crop';
import { isMeasure } from './colour';
import { dotText } from './dot';
import { factsMarkdown } from './export-facts';
import { tableAsCsv, tableAsMarkdown, tableOf } from './export-table';
import { graphWords } from './graph-strings';
import type { Language } from './language';
import { mermaidText } from './mermaid';
import { objectId, type ObjectId } from './object-id';
import { makePicture, type Picture, type PictureChoices, type Shown } from './picture';
import { makeRedactor, redactSelection, type Redactor } from './redact';
import { printable } from './printable';
import { showText } from './text';
import type { Topology } from './topology-schema';
import type { Usage } from './usage';
import { utcDate } from './utc';

export const PICTURE_FORMATS = ['svg', 'png'] as const;
export const CHART_FORMATS = ['mmd', 'dot'] as const;
export const TABLE_FORMATS = ['md', 'csv'] as const;
/** `facts`: those of the selected object, as Markdown. */
export const FORMATS = [...PICTURE_FORMATS, ...CHART_FORMATS, ...TABLE_FORMATS, 'facts'] as const;
export type Format = (typeof FORMATS)[number];
export type TextFormat = Exclude<Format, (typeof PICTURE_FORMATS)[number]>;

/** What can be exported: a picture only where the lens is one. */
export interface Exported extends Omit<Shown, 'selection' | 'positions'> {
  readonly picture: Pick<Shown, 'selection' | 'positions'> | null;
  readonly topology: Topology | null;
  /** Of what is text; a picture has that of its graph. */
  readonly language: Language;
  /** The namespaces that the table lists; null: all. */
  readonly listed: ReadonlySet<ObjectId> | null;
  /** What is said of it where the colours of the View say how much; null: it is not known. */
  readonly usage: Usage | null;
}

/** PNG is made of it by whoever can. Null where the lens is no picture. */
export function exportPicture({ picture, ...world }: Exported, choices: PictureChoices): Picture | null {
  return picture === null ? null : makePicture({ ...world, ...picture }, choices);
}

/** Null where the lens has no such thing. */
export function exportText(exported: Exported, format: TextFormat, choices: PictureChoices): string | null {
  const { snapshot, topology, view, language } = exported;
  const redactor = makeRedactor(snapshot, choices.redact);
  switch (format) {
    case 'mmd':
    case 'dot':
      return chartText(exported, format, { choices, redactor });
    case 'csv':
    case 'md': {
      const table = tableOf(snapshot, { hiddenTypes: view.hiddenTypes, only: exported.listed, used: isMeasured(view) ? { usage: exported.usage } : null }, redactor);
      return format === 'csv' ? tableAsCsv(table) : tableAsMarkdown(table);
    }
    case 'facts':
      return factsMarkdown({ snapshot, topology, redactor, words: graphWords(language) }, view.select ?? objectId('host', ''));
  }
}

/** As on the page: the network has no processes in it to colour. */
function isMeasured({ colour, lens }: Exported['view']): boolean {
  return isMeasure(colour) && lens !== 'network';
}

function chartText({ picture, snapshot, view, language }: Exported, format: 'mmd' | 'dot', { choices, redactor }: { readonly choices: PictureChoices; readonly redactor: Redactor }): string | null {
  if (picture === null) return null;
  const cropped = choices.range === 'selection' ? cropToSelection(picture.selection) : null;
  const say = graphWords(language).picture;
  const { colouring } = picture.selection;
  const chart = chartOf(redactSelection(cropped ?? picture.selection, redactor).graph, colouring && { colouring, words: say });
  const measured = isMeasure(view.colour) && colouring !== null ? [say.measured(view.colour)] : [];
  const title = [redactor.text(showText(snapshot.host.hostname)), say.lens(view), ...measured, ...(chart.leftOut === 0 ? [] : [say.leftOut(chart.leftOut)])].join(', ');
  return format === 'mmd' ? mermaidText(chart, title) : dotText(chart, title);
}

const EXTENSION_BY_FORMAT: Readonly<Record<Format, string>> = { svg: 'svg', png: 'png', mmd: 'mmd', dot: 'dot', md: 'md', csv: 'csv', facts: 'md' };

/** `atlas-network-2026-11-26.svg`. */
export function fileName({ snapshot, view }: Pick<Exported, 'snapshot' | 'view'>, format: Format, { redact }: Pick<PictureChoices, 'redact'>): string {
  const host = makeRedactor(snapshot, redact).text(showText(snapshot.host.hostname));
  const what = format === 'facts' ? 'facts' : format === 'md' || format === 'csv' ? 'table' : view.lens;
  const safe = printable(host).replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '').slice(0, 64);
  return `${safe === '' ? 'host' : safe}-${what}-${utcDate(snapshot.time)}.${EXTENSION_BY_FORMAT[format]}`;
}
