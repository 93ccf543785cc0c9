import { approveVerb } from './approve.mjs';
import { lsnsVerb } from './lsns.mjs';
import { policyVerb } from './policy.mjs';
import { Refusal } from './refusal.mjs';
import { shotVerb } from './shot.mjs';
import { readStates } from './state-file.mjs';

const HELP = `usage: npx nsatlas VERB [--port N]

  token [--exec]   prints a bearer token of the running product, for curl and scripts;
                   with --exec one that may also run commands
  url              prints a fresh address to open in a browser; it works once
  lsns [options]   prints what lsns(8) prints, and more, without a running product;
                   npx nsatlas lsns --help lists its options
  policy check FILE
                   says whether FILE can be given to npm start -- --allow-exec=FILE
  approve NUMBER [--yes | --deny]
                   as root: shows a command that waits to be confirmed, and asks
  shot -o FILE     draws what the page would export, without a page: .svg, .png, .mmd, .dot;
                   .md the facts of what is selected, with --lens table .md or .csv the table
      --lens pods|namespaces|network|hierarchy|table
      --tree pid|user (of the hierarchy)         --select pod:NAME (container:NAME, pid:N, net:INO …)
      --group pod|runtime|user|slice             --colour type|runtime|user|cpu|memory
      --only       what is selected and nothing else
      --size fit|a4|a4-landscape|slide|WxH       --scale 1|2|4 (of a PNG)
      --theme light|dark|print                   --redact ip,args,host
      --caption host,time,lens,filter,legend     (or none)
      --search QUERY (as in the search field)    --kernel-threads
      --snapshot FILE  a snapshot that was saved; nothing needs to run for it
      --lang en|zh of what stands beside the picture

--port N says which product is meant when several run.
`;

/**
 * @typedef {object} Words
 * @property {boolean} exec
 * @property {number | null} port
 */

/** What they give is printed as a line; a number is the exit status of one that prints by itself.
 * @type {Readonly<Record<string, (words: readonly string[]) => string | Promise<string | number>>>} */
const VERBS = {
  token: (words) => tokenOf(decodeWords('token', words)),
  url: (words) => freshAddress(decodeWords('url', words).port),
  lsns: lsnsVerb,
  policy: policyVerb,
  approve: (words) => approveVerb(words),
  shot: (words) => shotVerb(words, chooseState),
};

/** @param {Words} words */
function tokenOf({ exec, port }) {
  return chooseState(port)[exec ? 'execToken' : 'viewToken'];
}

/**
 * @param {readonly string[]} argv
 * @returns {Promise<number>} exit status
 */
export async function runVerb(argv) {
  const [word = '', ...rest] = argv;
  if (argv.length === 0 || (argv.includes('--help') && word !== 'lsns')) {
    process.stdout.write(HELP);
    return argv.length === 0 ? 2 : 0;
  }
  const verb = Object.hasOwn(VERBS, word) ? VERBS[word] : undefined;
  if (verb === undefined) throw usage(`unknown verb ${word}`);
  const said = await verb(rest);
  if (typeof said === 'number') return said;
  if (said !== '') process.stdout.write(`${said}\n`);
  return 0;
}

/**
 * @param {string} verb
 * @param {readonly string[]} words
 * @returns {Words}
 */
function decodeWords(verb, words) {
  const port = words.indexOf('--port');
  const value = port < 0 ? null : words[port + 1] ?? '';
  if (value !== null && !/^\d+$/.test(value)) throw usage('--port needs N');
  const others = words.filter((word, at) => port < 0 || (at !== port && at !== port + 1));
  const unknown = others.find((word) => !(verb === 'token' && word === '--exec'));
  if (unknown !== undefined) throw usage(`${verb}: unknown option ${unknown}`);
  return { exec: others.includes('--exec'), port: value === null ? null : Number(value) };
}

/** @param {number | null} port */
function chooseState(port) {
  const states = readStates().filter((state) => port === null || state.port === port);
  const [first, ...others] = states;
  if (first === undefined) throw new Refusal(`no product of yours is running${port === null ? '' : ` on port ${port}`}; start one: npm start`);
  if (others.length > 0) throw new Refusal(`several are running; say which: --port ${states.map((state) => state.port).join(' or --port ')}`);
  return first;
}

/** @param {number | null} wanted */
async function freshAddress(wanted) {
  const { port, execToken } = chooseState(wanted);
  const base = `http://127.0.0.1:${port}`;
  const response = await fetch(`${base}/api/start-tokens`, { method: 'POST', headers: { authorization: `Bearer ${execToken}`, origin: base } });
  if (!response.ok) throw new Refusal(`the product on port ${port} gives no address: ${response.status} ${response.statusText}`);
  const { token } = /** @type {{ token: string }} */ (await response.json());
  return `${base}/#t=${token}`;
}

/** @param {string} line */
function usage(line) {
  return new Refusal(`${line} (npx nsatlas --help lists all)`, { exitCode: 2 });
}
