import { Refusal } from './refusal.mjs';

/**
 * @typedef {object} StartOptions
 * @property {number} port
 * @property {boolean} readOnly
 * @property {'auto' | 'bpf' | 'proc'} tier
 * @property {boolean} install
 * @property {string | null} webUser
 * @property {readonly string[]} allowUsers
 * @property {boolean} help
 */

/**
 * One row is one option: what it is called, what --help says of it, what it does.
 * @type {readonly { flag: string, value?: string, help: string, take: (word: string) => Partial<StartOptions> }[]}
 */
const OPTIONS = [
  { flag: '--port', value: 'N', help: 'listen on 127.0.0.1:N (4280)', take: (word) => ({ port: decodePort(word) }) },
  { flag: '--read-only', help: 'only look: no command can be run, whatever the web process does', take: () => ({ readOnly: true }) },
  { flag: '--tier', value: 'auto|bpf|proc', help: 'how to scan (auto: the best there is, today proc)', take: (word) => ({ tier: decodeTier(word) }) },
  { flag: '--no-install', help: 'install nothing: no npm packages, no system packages', take: () => ({ install: false }) },
  { flag: '--web-user', value: 'NAME', help: 'as root: the user of the web process (who ran sudo, else nobody)', take: (word) => ({ webUser: word }) },
  { flag: '--allow-user', value: 'NAME,…', help: 'who else of this host may open the page (root and who started it may)', take: (word) => ({ allowUsers: word.split(',') }) },
  { flag: '--help', help: 'this list', take: () => ({ help: true }) },
];

const HELP_COLUMN = 26;

/** @type {Readonly<StartOptions>} */
const DEFAULTS = { port: 4280, readOnly: false, tier: 'auto', install: true, webUser: null, allowUsers: [], help: false };

/**
 * @param {readonly string[]} argv
 * @returns {StartOptions}
 */
export function decodeOptions(argv) {
  const words = argv.flatMap((word) => /^--[a-z-]+=/.test(word) ? splitOnce(word, '=') : [word]);
  let options = { ...DEFAULTS };
  while (words.length > 0) {
    const flag = words.shift() ?? '';
    const row = OPTIONS.find((candidate) => candidate.flag === flag);
    if (row === undefined) throw usage(`unknown option ${flag}`);
    const word = row.value === undefined ? '' : words.shift();
    if (word === undefined) throw usage(`${flag} needs ${row.value}`);
    options = { ...options, ...row.take(word) };
  }
  return options;
}

export function helpText() {
  const rows = OPTIONS.map(({ flag, value, help }) => `  ${[flag, value].filter(Boolean).join(' ').padEnd(HELP_COLUMN)}${help}`);
  return `usage: npm start -- [options]\n\n${rows.join('\n')}\n`;
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

/**
 * @param {string} word
 * @param {string} sign
 */
function splitOnce(word, sign) {
  const at = word.indexOf(sign);
  return [word.slice(0, at), word.slice(at + 1)];
}
