/** What the page exports, without a page: from the answers of the web door to the text of a file. */
import { z } from 'zod';
import { COLOURINGS, colourGraph, isMeasure } from './colour';
import { exportPicture, exportText, FORMATS, type Exported } from './export';
import { findNamed } from './find-named';
import { buildGraph } from './graph';
import { hiddenObjects } from './hidden-objects';
import { laidGraph } from './laid-graph';
import { LANGUAGES, type Language } from './language';
import { layOut } from './layout';
import { listedNamespaces } from './listed';
import { CAPTION_PARTS } from './picture';
import { LEAST_SIDE, PAPERS, SIDE_LIMIT } from './picture-frame';
import { filtersIn, isOnlyFilters } from './query-filters';
import type { FieldName } from './query-fields';
import { parseQuery } from './query-parse';
import { REDACTIONS } from './redact';
import { snapshot as snapshotSchema, type Snapshot } from './schema';
import { find, type Found } from './search';
import { FACT_FIELDS } from './search-known';
import { searchFacts } from './search-schema';
import { selectGraph } from './select';
import { readSnapshotFile } from './snapshot-file';
import { FILE_WORDS_EN } from './snapshot-file-strings';
import { THEMES } from './theme';
import { topology as topologySchema, type Topology } from './topology-schema';
import { usageBetween, type Usage } from './usage';
import { scanUsage, type ScanUsage } from './usage-schema';
import { DEFAULT_VIEW, GROUPINGS, LENSES, TREES, type View } from './view';

const side = z.int().min(LEAST_SIDE).max(SIDE_LIMIT);

export const shotOrder = z.strictObject({
  format: z.enum(FORMATS),
  lens: z.enum(LENSES),
  /** As findNamed takes it; null: nothing. */
  select: z.string().nullable(),
  range: z.enum(['all', 'selection']),
  tree: z.enum(TREES),
  group: z.enum(GROUPINGS),
  colour: z.enum(COLOURINGS),
  kernelThreads: z.boolean(),
  /** As in the search field; empty: none. */
  search: z.string(),
  language: z.enum(LANGUAGES),
  theme: z.enum(THEMES),
  paper: z.union([z.enum(PAPERS), z.strictObject({ width: side, height: side })]),
  caption: z.array(z.enum(CAPTION_PARTS)),
  redact: z.array(z.enum(REDACTIONS)),
});
/** `facts`: what a search may ask for beside the snapshot; null: not known. `usage`: two looks for a picture that is coloured by what is used, else none. */
export const shotInput = z.object({ snapshot: snapshotSchema, topology: topologySchema.nullable(), facts: searchFacts.nullable().default(null), usage: z.array(scanUsage).max(2).optional(), order: shotOrder });
/** `file`: the text of a snapshot that was saved. */
export const shotFileInput = z.object({ file: z.string(), order: shotOrder });

export type ShotOrder = z.infer<typeof shotOrder>;
/**
 * The text of the file, of a PNG that of the SVG to make it of, and how many pixels that has at once its size; or why there is
 * none. `notes`: what whoever asked should hear beside it, a sentence each.
 */
export type ShotAnswer = { readonly text: string; readonly width: number; readonly height: number; readonly notes?: readonly string[] } | { readonly refusal: string };

/** The same bytes for the same host. */
export function shot({ snapshot, topology, facts, usage, order }: z.infer<typeof shotInput>): ShotAnswer {
  const named = order.select === null ? null : findNamed(snapshot, order.select);
  if (named !== null && 'refusal' in named) return named;
  if (named === null && order.range === 'selection') return { refusal: 'only what is selected is asked for, but nothing is: say --select' };
  const { query, trouble } = parseQuery(order.search);
  if (query === null) return { refusal: `the search cannot be read, from letter ${trouble.start + 1} on: ${order.search}` };
  const found = isOnlyFilters(order.search) ? null : find({ snapshot, topology, facts }, query);
  const view: View = { ...DEFAULT_VIEW, query: order.search, ...filtersIn(order.search), lens: order.lens, tree: order.tree, group: order.group, colour: order.colour, select: named?.id ?? null, kernelThreads: order.kernelThreads };
  const used = usageOf(usage);
  const exported: Exported = { snapshot, topology, view, picture: pictureOf(snapshot, topology, { view, found, usage: used, language: order.language }), language: order.language, listed: listedNamespaces(snapshot, view, found), usage: used, seen: null };
  if (order.format === 'svg' || order.format === 'png') {
    const picture = exportPicture(exported, order);
    return picture === null ? { refusal: 'the table is no picture: say --lens pods, namespaces, network or hierarchy, or -o FILE.md or FILE.csv' } : { text: picture.svg, width: picture.width, height: picture.height };
  }
  const text = exportText(exported, order.format, order);
  return text === null ? { refusal: 'the table is no chart: say --lens pods, namespaces, network or hierarchy, or -o FILE.md or FILE.csv' } : { text, width: 0, height: 0 };
}

/** Of a snapshot that was saved; nothing runs for it. */
export function shotOfFile({ file, order }: z.infer<typeof shotFileInput>): ShotAnswer {
  if (isMeasure(order.colour)) return { refusal: `what was used is not kept in a snapshot: leave out --colour ${order.colour}` };
  const read = readSnapshotFile(file, FILE_WORDS_EN);
  if ('refusal' in read) return { refusal: `the snapshot cannot be shown. ${read.refusal}` };
  const answer = shot({ ...read, facts: null, order });
  const missing = fieldsBeyond(order.search, read.topology);
  return 'refusal' in answer || missing.length === 0 ? answer : { ...answer, notes: [`${missing.map((field) => `${field}:`).join(', ')} ${missing.length === 1 ? 'finds' : 'find'} nothing: the snapshot file does not hold that`] };
}

/** The fields of a search that a saved snapshot cannot answer. */
function fieldsBeyond(search: string, topology: Topology | null): readonly FieldName[] {
  const { query } = parseQuery(search);
  const fields = new Set(query?.flatMap(({ field }) => field ?? []) ?? []);
  return [...fields].filter((field) => FACT_FIELDS.includes(field) || (field === 'ip' && topology === null));
}

function usageOf([before, now]: readonly ScanUsage[] = []): Usage | null {
  return before === undefined || now === undefined ? null : usageBetween(before, now);
}

interface Drawing {
  readonly view: View;
  readonly found: Found | null;
  readonly usage: Usage | null;
  readonly language: Language;
}

function pictureOf(snapshot: Snapshot, topology: Topology | null, { view, found, usage, language }: Drawing): Exported['picture'] {
  if (view.lens === 'table') return null;
  const graph = buildGraph(snapshot, view.lens, topology, { ...view, language });
  return { selection: { ...selectGraph(graph, view, found?.has ?? null, hiddenObjects(snapshot, view.hiddenRuntimes)), colouring: colourGraph(graph, snapshot, view.colour, usage) }, positions: layOut(laidGraph(graph, view)) };
}
