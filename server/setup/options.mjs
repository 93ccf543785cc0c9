import { resolve } from 'node:path';
import { Refusal } from './refusal.mjs';

/**
 * @typedef {object} StartOptions
 * @property {number} port
 * @property {boolean} readOnly
 * @property {'auto' | 'bpf' | 'proc'} tier
 * @property {boolean} install
 * @property {string | null} webUser
 * @property {readonly string[]} allowUsers
 * @property {string | null} policy who may run what, an absolute path; null: the start token is the right
 * @property {boolean} help
 */

const POLICY = '/etc/nsatlas/policy';

/**
 * One row is one option: what it is called, what --help says of it, what it does. One with a fallback may stand alone.
 * @type {readonly { flag: string, value?: string, fallback?: string, help: string, take: (word: string) => Partial<StartOptions> }[]}
 */
const OPTIONS = [
  { flag: '--port', value: 'N', help: 'listen on 127.0.0.1:N (4280)', take: (word) => ({ port: decodePort(word) }) },
  { flag: '--read-only', help: 'only look: no command can be run, whatever the web process does', take: () => ({ readOnly: true }) },
  { flag: '--allow-exec', value: 'FILE', fallback: POLICY, help: `as root: a policy says who may run what (${POLICY})`, take: (word) => ({ policy: absolute(word) }) },
  { flag: '--tier', value: 'auto|bpf|proc', help: 'how to scan: /proc alone, with BPF iterators, or the best there is (auto)', take: (word) => ({ tier: decodeTier(word) }) },
  { flag: '--no-install', help: 'install nothing: no npm packages, no system packages', take: () => ({ install: false }) },
  { flag: '--web-user', value: 'NAME', help: 'as root: the user of the web process (who ran sudo, else nobody)', take: (word) => ({ webUser: word }) },
  { flag: '--allow-user', value: 'NAME,…', help: 'who else of this host may open the page (root and who started it may)', take: (word) => ({ allowUsers: word.split(',') }) },
  { flag: '--help', help: 'this list', take: () => ({ help: true }) },
];

const HELP_COLUMN = 26;

/** @type {Readonly<StartOptions>} */
const DEFAULTS = { port: 4280, readOnly: false, tier: 'auto', install: true, webUser: null, allowUsers: [], policy: null, help: false };

/**
 * @param {readonly string[]} argv
 * @returns {StartOptions}
 */
export function decodeOptions(argv) {
  const words = [...argv];
  let options = { ...DEFAULTS };
  while (words.length > 0) {
    const [flag, given] = splitOption(words.shift() ?? '');
    const row = OPTIONS.find((candidate) => candidate.flag === flag);
    if (row === undefined) throw usage(`unknown option ${flag}`);
    options = { ...options, ...row.take(valueOf(row, given, words)) };
  }
  if (options.readOnly && options.policy !== null) throw usage('--read-only and --allow-exec exclude each other: the one opens no door for commands, the other does');
  return options;
}

/**
 * @param {(typeof OPTIONS)[number]} row
 * @param {string | undefined} given behind the equals sign
 * @param {string[]} words what follows; a value is taken from there
 */
function valueOf({ flag, value, fallback }, given, words) {
  if (value === undefined && given !== undefined) throw usage(`${flag} takes no value`);
  if (value === undefined) return '';
  const word = given ?? fallback ?? words.shift();
  if (word === undefined) throw usage(`${flag} needs ${value}`);
  return word;
}

export function helpText() {
  const rows = OPTIONS.map((row) => `  ${formOf(row).padEnd(HELP_COLUMN)}${row.help}`);
  return `usage: npm start -- [options]\n\n${rows.join('\n')}\n`;
}

/** @param {(typeof OPTIONS)[number]} row */
function formOf({ flag, value, fallback }) {
  if (value === undefined) return flag;
  return fallback === undefined ? `${flag} ${value}` : `${flag}[=${value}]`;
}

/** @param {string} line */
function usage(line) {
  return new Refusal(`${line} (npm start -- --help lists all)`, { exitCode: 2 });
}

/** @param {string} word */
function decodePort(word) {
  const port = Number(word);
  if (!/^\d+$/.test(word) || port < 1 || port > 65535) throw usage(`--port: not a port: ${word}`);
  return port;
}

/** @param {string} word */
function decodeTier(word) {
  if (word === 'auto' || word === 'proc' || word === 'bpf') return word;
  throw usage(`--tier: not one of auto, bpf, proc: ${word}`);
}

/** npm starts us in the checkout, whatever folder the person is in. @param {string} word */
function absolute(word) {
  if (word === '') throw usage('--allow-exec= needs FILE');
  return resolve(process.env['INIT_CWD'] ?? '.', word);
}

/**
 * @param {string} word
 * @returns {[string, string | undefined]}
 */
function splitOption(word) {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
