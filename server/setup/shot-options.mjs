import { extname } from 'node:path';
import { Refusal } from './refusal.mjs';

/**
 * What lib/shot.ts is asked for; it decodes the words.
 * @typedef {object} ShotOrder
 * @property {string} format
 * @property {string} lens
 * @property {string} tree
 * @property {string} group
 * @property {string} colour
 * @property {string | null} select
 * @property {'all' | 'selection'} range
 * @property {boolean} kernelThreads
 * @property {string} search
 * @property {string} language
 * @property {string} theme
 * @property {string | { width: number, height: number }} paper
 * @property {readonly string[]} caption
 * @property {readonly string[]} redact
 *
 * @typedef {object} ShotOptions
 * @property {ShotOrder} order
 * @property {string} file `-` is standard output
 * @property {number} scale of a PNG
 * @property {number | null} port
 * @property {string | null} snapshot a file to draw instead of the host
 */

const LENSES = ['pods', 'namespaces', 'network', 'hierarchy', 'table'];
const TREES = ['pid', 'user'];
const GROUPINGS = ['pod', 'runtime', 'user', 'slice'];
/** Those that say how much is used, and thus are measured. */
export const MEASURES = ['cpu', 'memory'];
const COLOURINGS = ['type', 'runtime', 'user', ...MEASURES];
const LANGUAGES = ['en', 'zh'];
const THEMES = ['light', 'dark', 'print'];
const PAPERS = ['fit', 'a4', 'a4-landscape', 'slide'];
const CAPTION_PARTS = ['host', 'time', 'lens', 'filter', 'legend'];
const SIDES = [120, 8192];
/** The words of the command line, and those of lib/redact.ts. */
const REDACTION_BY_WORD = new Map([['ip', 'addresses'], ['args', 'args'], ['host', 'hosts']]);
const FORMATS = ['svg', 'png', 'mmd', 'dot', 'md', 'csv'];

/**
 * One row is one option. Those with a value take it from behind an equals sign or from the next word.
 * @type {Readonly<Record<string, (word: string, options: ShotOptions) => void>>}
 */
const OPTIONS = {
  '--lens': (word, { order }) => { order.lens = oneOf('--lens', LENSES, word); },
  '--tree': (word, { order }) => { order.tree = oneOf('--tree', TREES, word); },
  '--group': (word, { order }) => { order.group = oneOf('--group', GROUPINGS, word); },
  '--colour': (word, { order }) => { order.colour = oneOf('--colour', COLOURINGS, word); },
  '--select': (word, { order }) => { order.select = word; },
  '--search': (word, { order }) => { order.search = word; },
  '--snapshot': (word, options) => { options.snapshot = word; },
  '--lang': (word, { order }) => { order.language = oneOf('--lang', LANGUAGES, word); },
  '--theme': (word, { order }) => { order.theme = oneOf('--theme', THEMES, word); },
  '--size': (word, { order }) => { order.paper = decodeSize(word); },
  '--scale': (word, options) => { options.scale = Number(oneOf('--scale', ['1', '2', '4'], word)); },
  '--redact': (word, { order }) => { order.redact = word.split(',').map((one) => REDACTION_BY_WORD.get(oneOf('--redact', [...REDACTION_BY_WORD.keys()], one)) ?? ''); },
  '--caption': (word, { order }) => { order.caption = decodeCaption(word); },
  '--port': (word, options) => { options.port = Number(word); if (!/^\d+$/.test(word)) throw usage('--port needs N'); },
  '-o': (word, options) => { options.file = word; },
};

/** @type {Readonly<Record<string, (options: ShotOptions) => void>>} */
const SWITCHES = {
  '--only': ({ order }) => { order.range = 'selection'; },
  '--kernel-threads': ({ order }) => { order.kernelThreads = true; },
};

/**
 * @param {readonly string[]} words
 * @returns {ShotOptions}
 */
export function decodeShot(words) {
  const rest = [...words];
  /** @type {ShotOptions} */
  const options = {
    order: { format: 'svg', lens: 'pods', tree: 'pid', group: 'pod', colour: 'type', select: null, range: 'all', kernelThreads: false, search: '', language: 'en', theme: 'light', paper: 'fit', caption: CAPTION_PARTS, redact: [] },
    file: '', scale: 1, port: null, snapshot: null,
  };
  while (rest.length > 0) take(rest, options);
  if (options.file === '') throw usage('say where to: -o FILE.svg (or .png, .mmd, .dot, .md, .csv)');
  options.order.format = formatOf(options);
  return options;
}

/**
 * @param {string[]} rest
 * @param {ShotOptions} options
 */
function take(rest, options) {
  const word = rest.shift() ?? '';
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  const flag = at < 0 ? word : word.slice(0, at);
  if (Object.hasOwn(SWITCHES, word)) {
    SWITCHES[word]?.(options);
    return;
  }
  if (!Object.hasOwn(OPTIONS, flag)) throw usage(`unknown option ${word}`);
  const value = at < 0 ? rest.shift() : word.slice(at + 1);
  if (value === undefined || value === '') throw usage(`${flag} needs a value`);
  OPTIONS[flag]?.(value, options);
}

/** A Markdown file holds the table in the Table lens, else the facts of what is selected. @param {ShotOptions} options */
function formatOf({ file, order }) {
  if (file === '-') return order.lens === 'table' ? 'md' : 'svg';
  const format = oneOf('-o FILE', FORMATS, extname(file).slice(1));
  return format === 'md' && order.lens !== 'table' ? 'facts' : format;
}

/** @param {string} word */
function decodeSize(word) {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(word) ?? [];
  if (width === undefined) return oneOf('--size', [...PAPERS, 'WIDTHxHEIGHT'], word);
  const sides = [Number(width), Number(height)];
  if (sides.some((side) => side < (SIDES[0] ?? 0) || side > (SIDES[1] ?? 0))) throw usage(`--size: each side from ${SIDES.join(' to ')}`);
  return { width: sides[0] ?? 0, height: sides[1] ?? 0 };
}

/** @param {string} word */
function decodeCaption(word) {
  return word === 'none' ? [] : word.split(',').map((part) => oneOf('--caption', CAPTION_PARTS, part));
}

/**
 * @param {string} flag
 * @param {readonly string[]} known
 * @param {string} word
 */
function oneOf(flag, known, word) {
  if (known.includes(word)) return word;
  throw usage(`${flag}: not one of ${known.join(', ')}: ${word}`);
}

/** @param {string} line */
function usage(line) {
  return new Refusal(`shot: ${line} (npx nsatlas --help lists all)`, { exitCode: 2 });
}
