/** From what a page shows to a file for a document: the same scene, its words redacted, framed, and said what it is. */
import { cropToSelection } from './crop';
import type { Graph } from './graph';
import { graphWords, type GraphWords } from './graph-strings';
import type { Positions } from './layout';
import { legendOf } from './legend';
import { objectTitle } from './object-title';
import { boxOf, frameAround, frameRefitted, frameWithin, sheetOf, type Framing, type Paper } from './picture-frame';
import { forPaper, legendForPaper } from './print-marks';
import { isOnlyFilters } from './query-filters';
import { makeRedactor, redactSelection, type Redaction, type Redactor } from './redact';
import { buildScene } from './scene';
import type { Snapshot } from './schema';
import type { Selection } from './select';
import { svgText } from './svg';
import { layOutCaption, type Caption } from './svg-caption';
import { showText } from './text';
import { PALETTE_BY_THEME, type Theme } from './theme';
import { utcWords } from './utc';
import { sceneOf, viewToQuery, type View } from './view';

export const CAPTION_PARTS = ['host', 'time', 'lens', 'filter', 'legend'] as const;
export type CaptionPart = (typeof CAPTION_PARTS)[number];

/** `seen`: what the camera shows; `selection`: only what is selected. */
export const RANGES = ['all', 'seen', 'selection'] as const;
export type Range = (typeof RANGES)[number];

export interface PictureChoices {
  readonly range: Range;
  readonly paper: Paper;
  readonly theme: Theme;
  readonly caption: readonly CaptionPart[];
  readonly redact: readonly Redaction[];
}

export interface Shown {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly selection: Selection;
  readonly positions: Positions;
  /** Where the camera stands, and the scale for which the page's scene was made; null: there is no page. */
  readonly seen: (Framing & { readonly sceneScale: number }) | null;
}

export interface Picture {
  readonly svg: string;
  /** Pixels of it as an image, at once its size. */
  readonly width: number;
  readonly height: number;
}

/** The same bytes for the same input. Of a range that is not there all is drawn. */
export function makePicture(shown: Shown, choices: PictureChoices): Picture {
  const redactor = makeRedactor(shown.snapshot, choices.redact);
  const cropped = choices.range === 'selection' ? cropToSelection(shown.selection) : null;
  const selection = redactSelection(cropped ?? shown.selection, redactor);
  const sheet = sheetOf(choices.paper);
  const frameFor = (caption: Caption | null) => frameOf(shown, selection, { range: choices.range, size: sheet && { width: sheet.width, height: sheet.height - (caption?.height ?? 0) } });
  const { width } = sheet ?? frameFor(null);
  const caption = layOutCaption(captionOf(shown, selection, { choices, redactor }), width);
  const frame = frameFor(caption);
  const isAsSeen = choices.range === 'seen' && sheet === null && shown.seen !== null;
  const marks = buildScene(selection, shown.positions, { scale: isAsSeen ? shown.seen.sceneScale : frame.camera.k, window: windowOf(frame), fresh: new Set() });
  const pixels = sheet?.pixels ?? { width: Math.round(frame.width), height: Math.round(frame.height + (caption?.height ?? 0)) };
  const svg = svgText({ language: shown.selection.graph.language, marks: choices.theme === 'print' ? forPaper(marks) : marks, frame, palette: PALETTE_BY_THEME[choices.theme], ...wordsOf(shown, selection.graph, { choices, redactor }), caption, paper: sheet?.shown ?? null });
  return { svg, ...pixels };
}

function frameOf({ seen, positions }: Shown, { graph }: Selection, { range, size }: { readonly range: Range; readonly size: { readonly width: number; readonly height: number } | null }): Framing {
  if (range === 'seen' && seen !== null) return size === null ? seen : frameRefitted(seen, size);
  const box = boxOf(graph.nodes.flatMap(({ id }) => positions.get(id) ?? [])) ?? { left: -1, right: 1, top: -1, bottom: 1 };
  return size === null ? frameAround(box) : frameWithin(box, size);
}

function windowOf({ camera: { x, y, k }, width, height }: Framing) {
  return { left: -x / k, right: (width - x) / k, top: -y / k, bottom: (height - y) / k };
}

interface Saying {
  readonly choices: PictureChoices;
  readonly redactor: Redactor;
}

function captionOf(shown: Shown, { graph }: Selection, { choices, redactor }: Saying): Parameters<typeof layOutCaption>[0] {
  const has = (part: CaptionPart) => choices.caption.includes(part);
  const { snapshot, view } = shown;
  const words = pictureWords(shown);
  const facts = [
    ...(has('host') ? [redactor.text(showText(snapshot.host.hostname))] : []),
    ...(has('lens') ? [words.lens(view)] : []),
    ...(has('filter') ? filterWords(shown, { choices, redactor }) : []),
    ...(has('time') ? [utcWords(snapshot.time)] : []),
  ];
  const legend = has('legend') ? legendOf(graph, shown.selection.colouring) : [];
  return { facts: facts.length === 0 ? [] : [...facts, ...partialWords(shown)], legend: choices.theme === 'print' ? legendForPaper(legend) : legend };
}

/** What stands beside the picture is in the language of its labels. */
function pictureWords({ selection: { graph } }: Shown): GraphWords['picture'] {
  return graphWords(graph.language).picture;
}

/** What the View leaves out or puts forward. */
function filterWords(shown: Shown, { choices, redactor: { text } }: Saying): string[] {
  const { snapshot, view } = shown;
  const say = pictureWords(shown);
  const title = view.select === null ? null : objectTitle(snapshot, view.select);
  const words = [
    ...(title === null ? [] : [choices.range === 'selection' ? say.only(text(title)) : say.selected(text(title))]),
    ...(isOnlyFilters(view.query) ? [] : [say.search(text(showText(view.query)))]),
    ...drawnWords(view, say),
    ...(view.hiddenTypes.length === 0 ? [] : [say.hiddenTypes(view.hiddenTypes)]),
    ...(view.lens !== 'network' || view.hiddenWires.length === 0 ? [] : [say.hiddenWires(view.hiddenWires)]),
    ...(view.kernelThreads && view.lens !== 'network' ? [say.threads] : []),
  ];
  return words.length === 0 ? [say.noFilter] : words;
}

/** How it is drawn, where that is not as usual. */
function drawnWords(view: View, say: GraphWords['picture']): string[] {
  return [
    ...(view.reach === 0 || view.select === null ? [] : [say.near(view.reach)]),
    ...(sceneOf(view) === sceneOf({ ...view, group: 'pod' }) ? [] : [say.grouped(view.group)]),
    ...(view.colour === 'type' || view.lens === 'network' ? [] : [say.coloured(view.colour)]),
    ...(view.hiddenEdges.length === 0 ? [] : [say.hiddenEdges(view.hiddenEdges)]),
  ];
}

/** Not to be switched off where anything is said: half a host must not pass for a whole one. */
function partialWords(shown: Shown): string[] {
  const { unreadable } = shown.snapshot.completeness;
  return unreadable === 0 ? [] : [pictureWords(shown).partial(unreadable)];
}

/** The link to the view names objects by their keys, which may be names: it is left out with the first thing that is. What part was looked at the picture says itself. */
function wordsOf(shown: Shown, graph: Graph, saying: Saying): { readonly title: string; readonly description: string } {
  const { snapshot, view } = shown;
  const { choices, redactor } = saying;
  const say = pictureWords(shown);
  const host = redactor.text(showText(snapshot.host.hostname));
  const sentences = [
    countsOf(graph),
    ...[...filterWords(shown, saying), ...partialWords(shown), ...(choices.redact.length === 0 ? [] : [say.redacted])].map(say.sentence),
    ...(choices.caption.includes('time') ? [say.sentence(utcWords(snapshot.time))] : []),
    say.drawn,
    ...(choices.redact.length > 0 ? [] : [`?${viewToQuery({ ...view, gaze: null })}`]),
  ];
  return { title: `${host}: ${say.lens(view)}`, description: sentences.join(' ') };
}

/** Of what is in the picture, rolled up or not. */
function countsOf({ lens, language, nodes, edges }: Graph): string {
  const say = graphWords(language).picture;
  const kinds = (kind: Graph['nodes'][number]['kind']) => nodes.filter((node) => node.kind === kind).length;
  if (lens === 'network') return say.network(nodes.filter(({ parent }) => parent === null).length, kinds('interface'), edges.filter(({ wire }) => wire !== null).length);
  const processes = kinds('process') + nodes.reduce((sum, { kind, count }) => sum + (kind === 'set' || kind === 'threads' ? count : 0), 0);
  if (lens === 'hierarchy') return say.hierarchy(kinds('level'), processes);
  return say.groups(kinds('pod'), new Set(nodes.flatMap(({ kind, object }) => (kind === 'namespace' ? [object] : []))).size, processes);
}
