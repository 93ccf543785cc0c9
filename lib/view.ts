/** The View: what the user asked to see. It lives in the URL; a link reproduces it. */
import { COLOURINGS, type ColourBy } from './colour';
import { EDGE_SORTS, type EdgeSort } from './edge-sorts';
import { WIRE_KINDS, type WireKind } from './net-wires';
import { NAMESPACE_TYPES, RUNTIMES, type NamespaceType, type Runtime } from './schema';
import { parseObjectId, type ObjectId } from './object-id';
import { filtersIn, withFilters } from './query-filters';
import { percentDecode, percentEncode } from './percent';

export const LENSES = ['pods', 'namespaces', 'network', 'hierarchy', 'table'] as const;
export type Lens = (typeof LENSES)[number];

/** Which parents the Hierarchy lens follows: those of pid namespaces, or those of user namespaces with all that they own. */
export const TREES = ['pid', 'user'] as const;
export type TreeOf = (typeof TREES)[number];

/** By what the groups of the Pods and Namespaces lens stand together; `pod`: each by itself. */
export const GROUPINGS = ['pod', 'runtime', 'user', 'slice'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** How far the neighbourhood of the selected object reaches when nothing else is shown; 0: all is shown. */
export const REACHES = [0, 1, 2, 3] as const;
export type Reach = (typeof REACHES)[number];

/** What the middle of the picture shows, in its own units, and how large: screen pixels for each of them. */
export interface Gaze {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface View {
  readonly lens: Lens;
  readonly select: ObjectId | null;
  /** What the selected object is compared with. */
  readonly compare: ObjectId | null;
  /** Namespace types that are switched off: those of which the query says so. */
  readonly hiddenTypes: readonly NamespaceType[];
  /** Runtimes whose pods and containers are switched off: as the query says. */
  readonly hiddenRuntimes: readonly Runtime[];
  /** Kinds of wire that are switched off in the Network lens. */
  readonly hiddenWires: readonly WireKind[];
  /** Kernel threads are rolled up and left out unless asked for. */
  readonly kernelThreads: boolean;
  readonly query: string;
  /** Rows of the table that do not match the query are dimmed instead of left out. */
  readonly dimOthers: boolean;
  readonly tree: TreeOf;
  readonly group: Grouping;
  readonly colour: ColourBy;
  /** Sorts of lines that are switched off. */
  readonly hiddenEdges: readonly EdgeSort[];
  readonly reach: Reach;
  /** A small map of the whole, where the picture is larger than what is seen of it. */
  readonly minimap: boolean;
  /** Where the camera stands; null: it shows all. It belongs to the scene. */
  readonly gaze: Gaze | null;
  /** A moment that the server keeps (milliseconds since the epoch); null: now. */
  readonly then: number | null;
  /** What the moment that is shown is compared with: another one that the server keeps, or how it is now; null: with none. */
  readonly against: number | 'now' | null;
}

export const DEFAULT_VIEW: View = {
  lens: 'pods', select: null, compare: null, hiddenTypes: [], hiddenRuntimes: [], hiddenWires: [], kernelThreads: false, query: '', dimOthers: false, tree: 'pid', group: 'pod', colour: 'type', hiddenEdges: [],
  reach: 0, minimap: true, gaze: null, then: null, against: null,
};

/** What decides where everything stands; each scene keeps its own places and its own camera. */
export type Scene = string;

export function sceneOf({ lens, tree, group }: Pick<View, 'lens' | 'tree' | 'group'>): Scene {
  if (lens === 'hierarchy') return `${lens} ${tree}`;
  return group === 'pod' || (lens !== 'pods' && lens !== 'namespaces') ? lens : `${lens} ${group}`;
}

/** The next View with what is said twice in step: who edits the query switches types and runtimes, who switches them edits the query. */
export function inStep(now: View, next: View): View {
  if (next.query !== now.query) return { ...next, ...filtersIn(next.query) };
  return { ...next, query: withFilters(next.query, next) };
}

/** Without the `?`. What is as by default is left out, so the default View is the empty string. */
export function viewToQuery(view: View): string {
  const words: readonly (readonly [string, string])[] = [
    ['lens', view.lens === DEFAULT_VIEW.lens ? '' : view.lens],
    ['tree', view.tree === DEFAULT_VIEW.tree ? '' : view.tree],
    ['select', view.select ?? ''],
    ['compare', view.compare ?? ''],
    ['reach', view.reach === 0 ? '' : String(view.reach)],
    ['group', view.group === DEFAULT_VIEW.group ? '' : view.group],
    ['colour', view.colour === DEFAULT_VIEW.colour ? '' : view.colour],
    ['nolines', inOrder(EDGE_SORTS, view.hiddenEdges).join('.')],
    ['nowires', inOrder(WIRE_KINDS, view.hiddenWires).join('.')],
    ['kernel', view.kernelThreads ? '1' : ''],
    ['nomap', view.minimap ? '' : '1'],
    ['q', withFilters(view.query, view)],
    ['dim', view.dimOthers ? '1' : ''],
    ['at', view.gaze === null ? '' : writeGaze(view.gaze)],
    ['then', view.then === null ? '' : String(view.then)],
    ['against', view.against === null ? '' : String(view.against)],
  ];
  return words
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${encodeValue(value)}`)
    .join('&');
}

/** With or without the `?`. Never fails: a part that says nothing we know is as by default. */
export function viewFromQuery(query: string): View {
  const words = readWords(query);
  const q = readQuery(words);
  return {
    lens: LENSES.find((lens) => lens === words.get('lens')) ?? DEFAULT_VIEW.lens,
    tree: TREES.find((tree) => tree === words.get('tree')) ?? DEFAULT_VIEW.tree,
    select: readObject(words.get('select')),
    compare: readObject(words.get('compare')),
    reach: REACHES.find((reach) => String(reach) === words.get('reach')) ?? 0,
    group: GROUPINGS.find((group) => group === words.get('group')) ?? DEFAULT_VIEW.group,
    colour: COLOURINGS.find((colour) => colour === words.get('colour')) ?? DEFAULT_VIEW.colour,
    hiddenEdges: inOrder(EDGE_SORTS, words.get('nolines')?.split('.') ?? []),
    ...filtersIn(q),
    hiddenWires: inOrder(WIRE_KINDS, words.get('nowires')?.split('.') ?? []),
    kernelThreads: words.get('kernel') === '1',
    minimap: words.get('nomap') !== '1',
    query: q,
    dimOthers: words.get('dim') === '1',
    gaze: readGaze(words.get('at')),
    then: readMoment(words.get('then')),
    against: words.get('against') === 'now' ? 'now' : readMoment(words.get('against')),
  };
}

/** Links of version 0.3 and before had what is switched off beside the query. */
function readQuery(words: ReadonlyMap<string, string>): string {
  const query = words.get('q') ?? '';
  const [types, runtimes] = [words.get('hide'), words.get('noruntimes')];
  if (types === undefined && runtimes === undefined) return query;
  const said = filtersIn(query);
  return withFilters(query, {
    hiddenTypes: inOrder(NAMESPACE_TYPES, [...said.hiddenTypes, ...(types ?? '').split('.')]),
    hiddenRuntimes: inOrder(RUNTIMES, [...said.hiddenRuntimes, ...(runtimes ?? '').split('.')]),
  });
}

/** Rounded to what can be seen, so that the same picture has the same address. */
function writeGaze({ x, y, zoom }: Gaze): string {
  return [Math.round(x), Math.round(y), Number(zoom.toPrecision(3))].join('_');
}

/** As many digits as a picture of any host has. */
const GAZE = /^(-?\d{1,7})_(-?\d{1,7})_(\d{1,3}(?:\.\d{1,6})?)$/;

function readGaze(word = ''): Gaze | null {
  const [, x, y, zoom] = GAZE.exec(word) ?? [];
  return zoom === undefined || Number(zoom) === 0 ? null : { x: Number(x), y: Number(y), zoom: Number(zoom) };
}

/** What the address would hold of it. */
export function roundGaze(gaze: Gaze): Gaze | null {
  return readGaze(writeGaze(gaze));
}

function readMoment(word = ''): number | null {
  return /^[1-9]\d{0,14}$/.test(word) ? Number(word) : null;
}

function readObject(word = ''): ObjectId | null {
  const named = parseObjectId(word);
  return named === null ? null : `${named.kind}/${named.key}`;
}

function inOrder<T extends string>(all: readonly T[], wanted: readonly string[]): T[] {
  return all.filter((word) => wanted.includes(word));
}

/** The first of equal names counts. */
function readWords(query: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const part of query.replace(/^\?/, '').split('&')) {
    const [name = '', ...rest] = part.split('=');
    const value = percentDecode(rest.join('=').replaceAll('+', ' '));
    if (value !== null && !words.has(name)) words.set(name, value);
  }
  return words;
}

/** These may stand in a query as they are (RFC 3986), and keys of objects read better so. */
function encodeValue(value: string): string {
  return percentEncode(value).replace(/%(2F|3A|40)/g, decodeURIComponent);
}
