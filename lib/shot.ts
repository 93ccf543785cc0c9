/** What the page exports, without a page: from the answers of the web door to the text of a file. */
import { z } from 'zod';
import { COLOURINGS, colourGraph } from './colour';
import { exportPicture, exportText, FORMATS, type Exported } from './export';
import { findNamed } from './find-named';
import { buildGraph } from './graph';
import { laidGraph } from './laid-graph';
import { LANGUAGES, type Language } from './language';
import { layOut } from './layout';
import { CAPTION_PARTS } from './picture';
import { LEAST_SIDE, PAPERS, SIDE_LIMIT } from './picture-frame';
import { REDACTIONS } from './redact';
import { snapshot as snapshotSchema, type Snapshot } from './schema';
import { selectGraph } from './select';
import { THEMES } from './theme';
import { topology as topologySchema, type Topology } from './topology-schema';
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
  language: z.enum(LANGUAGES),
  theme: z.enum(THEMES),
  paper: z.union([z.enum(PAPERS), z.strictObject({ width: side, height: side })]),
  caption: z.array(z.enum(CAPTION_PARTS)),
  redact: z.array(z.enum(REDACTIONS)),
});
export const shotInput = z.object({ snapshot: snapshotSchema, topology: topologySchema.nullable(), order: shotOrder });

export type ShotOrder = z.infer<typeof shotOrder>;
/** The text of the file, of a PNG that of the SVG to make it of, and how many pixels that has at once its size; or why there is none. */
export type ShotAnswer = { readonly text: string; readonly width: number; readonly height: number } | { readonly refusal: string };

/** The same bytes for the same host. */
export function shot({ snapshot, topology, order }: z.infer<typeof shotInput>): ShotAnswer {
  const named = order.select === null ? null : findNamed(snapshot, order.select);
  if (named !== null && 'refusal' in named) return named;
  if (named === null && order.range === 'selection') return { refusal: 'only what is selected is asked for, but nothing is: say --select' };
  const view = { ...DEFAULT_VIEW, lens: order.lens, tree: order.tree, group: order.group, colour: order.colour, select: named?.id ?? null, kernelThreads: order.kernelThreads };
  const exported: Exported = { snapshot, topology, view, picture: pictureOf(snapshot, topology, { view, language: order.language }), language: order.language, listed: null, seen: null };
  if (order.format === 'svg' || order.format === 'png') {
    const picture = exportPicture(exported, order);
    return picture === null ? { refusal: 'the table is no picture: say --lens pods, namespaces, network or hierarchy, or -o FILE.md or FILE.csv' } : { text: picture.svg, width: picture.width, height: picture.height };
  }
  const text = exportText(exported, order.format, order);
  return text === null ? { refusal: 'the table is no chart: say --lens pods, namespaces, network or hierarchy, or -o FILE.md or FILE.csv' } : { text, width: 0, height: 0 };
}

function pictureOf(snapshot: Snapshot, topology: Topology | null, { view, language }: { readonly view: View; readonly language: Language }): Exported['picture'] {
  if (view.lens === 'table') return null;
  const graph = buildGraph(snapshot, view.lens, topology, { ...view, language });
  return { selection: { ...selectGraph(graph, view, null), colouring: colourGraph(graph, snapshot, view.colour) }, positions: layOut(laidGraph(graph, view)) };
}
