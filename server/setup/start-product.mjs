import { Children } from './children.mjs';
import { launchAsRoot, launchAsUser } from './launch.mjs';
import { decodeOptions, helpText } from './options.mjs';
import { portRefusal, refuseTakenPort } from './port.mjs';
import { prepare } from './prepare.mjs';
import { say } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { startTimeOf, writeState } from './state-file.mjs';
import { newTokens } from './tokens.mjs';

/** What the web process says with its exit status when somebody else listens there. */
const PORT_TAKEN = 3;
const ECHO_MS = 1000;
const PARENT_LOOK_MS = 250;

/**
 * `npm start`: sets up, starts, prints the address, waits for the end.
 * @param {readonly string[]} argv
 * @returns {Promise<number>} exit status
 */
export async function start(argv) {
  const options = decodeOptions(argv);
  if (options.help) return printHelp();
  if (options.tier === 'bpf' && process.getuid?.() !== 0) throw new Refusal('--tier bpf is for root: BPF iterators take CAP_BPF and CAP_PERFMON');
  await refuseTakenPort(options.port);
  await prepare(options);
  return runProduct(options);
}

function printHelp() {
  process.stdout.write(helpText());
  return 0;
}

/** @param {import('./options.mjs').StartOptions} options */
async function runProduct(options) {
  const stopped = stopSignal();
  const children = new Children();
  /** @type {(() => void)[]} */
  const cleanups = [];
  try {
    return await serve(options, { stopped, children, cleanups });
  } finally {
    await children.end();
    for (const cleanup of cleanups.reverse()) cleanup();
  }
}

/**
 * @param {import('./options.mjs').StartOptions} options
 * @param {{ stopped: Promise<'stopped'>, children: Children, cleanups: (() => void)[] }} run
 */
async function serve(options, { stopped, children, cleanups }) {
  const tokens = newTokens();
  const launch = process.getuid?.() === 0 ? launchAsRoot : launchAsUser;
  const { ready, owner } = await launch(options, tokens.forServer, { children, cleanups });
  const over = Promise.race([stopped, children.firstDeath]);
  if (await Promise.race([over, ready]) === 'ready') {
    const { viewToken, execToken } = tokens;
    cleanups.push(writeState({ port: options.port, pid: process.pid, startTime: startTimeOf(process.pid) ?? 0, viewToken, execToken }, owner));
    say(`http://127.0.0.1:${options.port}/#t=${tokens.startToken}`);
  }
  const end = await over;
  if (end === 'stopped') return 0;
  if (end.code === PORT_TAKEN) throw portRefusal(options.port);
  throw new Refusal(`${end.name} ended by itself (${end.signal ?? end.code ?? 'it could not be started'}); everything is stopped`);
}

/**
 * The first signal asks for an orderly end. Who asks again later does not want to wait: the kernel then ends what is
 * left with the launcher. At once it is the same wish: the terminal and npm both pass a Ctrl-C on.
 * @returns {Promise<'stopped'>}
 */
function stopSignal() {
  return new Promise((resolve) => {
    let askedAt = Infinity;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        if (performance.now() - askedAt > ECHO_MS) process.exit(1);
        askedAt = Math.min(askedAt, performance.now());
        resolve('stopped');
      });
    }
    onOrphaned(() => resolve('stopped'));
  });
}

/**
 * npm does not pass SIGTERM on: it ends and leaves us behind. Started by hand or by a service, a new parent is no news.
 * @param {() => void} tell
 */
function onOrphaned(tell) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || tell(), PARENT_LOOK_MS).unref();
}
