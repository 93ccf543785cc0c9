/** Starts the product as a person does, reads what it prints, and stops it. */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { argvOf, descendantsOf } from './processes';
import { unlessGone } from './rig-leavings';
import { run } from './run';

export const CHECKOUT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const START_PATIENCE_MS = 120_000;

export interface Product {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly base: string;
  /** The address it printed: it opens the page once. */
  readonly address: string;
  /** The process that all others of the product descend from. */
  readonly launcher: number;
  readonly npm: number;
  readonly webProcess: number;
  /** All that it printed so far. */
  readonly output: () => string;
  /** Ctrl-C. Gives the exit status of npm. */
  readonly stop: () => Promise<number | null>;
  /** Gives the exit status of npm once the product has ended by itself. */
  readonly ended: Promise<number | null>;
}

export interface StartOptions {
  /** Options behind `npm start --`. */
  readonly options?: readonly string[];
  /** A program that runs npm: `setpriv --reuid=…`. */
  readonly through?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly checkout?: string;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address === null || typeof address === 'string' ? reject(new Error('no port')) : resolve(address.port)));
    });
  });
}

/** The first address that `npm start` prints. Rejects with all it printed when it ends instead. */
export async function startProduct({ options = [], through = [], env = {}, checkout = CHECKOUT }: StartOptions = {}): Promise<Product> {
  const port = await freePort();
  const argv = [...through, 'npm', 'start', '--', '--port', `${port}`, '--no-install', ...options];
  const child = spawn(argv[0] ?? '', argv.slice(1), { cwd: checkout, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const address = await new Promise<string>((resolve, reject) => {
    const impatience = setTimeout(() => reject(new Error(`no address after ${START_PATIENCE_MS} ms:\n${lines.join('\n')}`)), START_PATIENCE_MS);
    const read = (line: string): void => {
      lines.push(line);
      const found = /^nsatlas: (http:\/\/127\.0\.0\.1:\d+\/#t=\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
    void ended.then((code) => reject(new Error(`npm start ended with ${code ?? 'a signal'}:\n${lines.join('\n')}`)));
    void ended.finally(() => clearTimeout(impatience));
  });
  const npm = child.pid ?? 0;
  // Ctrl-C: the terminal sends it to npm and to all that npm started.
  const stop = (): Promise<number | null> => {
    process.kill(-npm, 'SIGINT');
    return ended;
  };
  return { port, base: `http://127.0.0.1:${port}`, address, npm, ...partsOf(npm), output: () => lines.join('\n'), stop, ended };
}

function partsOf(npm: number): { launcher: number; webProcess: number } {
  const find = (script: string): number => {
    const pid = descendantsOf(npm).find((candidate) => argvOf(candidate).some((word, at) => at < 3 && word.endsWith(script)));
    if (pid === undefined) throw new Error(`no process runs ${script}`);
    return pid;
  };
  return { launcher: find('server/setup/start.mjs'), webProcess: find('dist/server.js') };
}

/** Where its doors are, and what only root may read. Only of one that root started. */
export function privateDirectory({ launcher }: Pick<Product, 'launcher'>): string {
  const directory = readdirSync('/run').map((name) => `/run/${name}`).filter((path) => path.startsWith('/run/nsatlas.'))
    .find((path) => unlessGone(() => [readFileSync(`${path}/launcher`, 'utf8')])[0]?.startsWith(`${launcher} `));
  if (directory === undefined) throw new Error('the product has no private directory');
  return directory;
}

/** A line of `npx nsatlas VERB`, as the person who started the product gets it. */
export async function nsatlas(product: Pick<Product, 'port'>, ...words: readonly string[]): Promise<string> {
  return (await run([process.execPath, `${CHECKOUT}/server/setup/nsatlas.mjs`, ...words, '--port', `${product.port}`])).trim();
}
