/** Figures of commands and terminals, each beside its budget. What is compared runs by turns in one run: the machine may be busy. */
import { readFileSync } from 'node:fs';
import { test } from '@playwright/test';
import { ask, bearer } from './ask';
import { descendantsOf, programOf, startTimeOf } from './processes';
import { nsatlas, startProduct, type Product } from './product';
import { run, until } from './run';
import { Sandbox, type Guest } from './sandbox';
import { endTerminal, listTerminals, postTerminal, TerminalClient, type Door } from './terminal-client';

const TERMINALS = 100;
const ROUNDS = 60;
const ECHOES = 20;
/** Between two words that one terminal types: each begins at a moment of its own, as people do. */
const TYPING_MS = 250;
const LOOK_MS = 5;
const EVERY_TYPE = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];

interface Figure {
  readonly what: string;
  readonly found: string;
  readonly budget: string;
  readonly isMet: boolean;
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const targetOf = ({ pid }: Guest): string => `process/${pid}@${startTimeOf(pid) ?? 0}`;

async function compareWithNsenter(door: Door, guest: Guest): Promise<Figure> {
  const body = { target: targetOf(guest), types: EVERY_TYPE, argv: ['true'] };
  const [ours, theirs]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Ten in ten seconds is what one viewer may start.
    if (round % 10 === 0 && round > 0) await pause(10_000);
    theirs?.push(await timed(() => run(['nsenter', '--all', '--target', `${guest.pid}`, 'true'])));
    ours?.push(await timed(async () => {
      const answer = await ask(door.product, '/api/exec', { method: 'POST', headers: bearer(door.token), body });
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    }));
  }
  const [mine, peer] = [quantile(ours ?? [], 0.5), quantile(theirs ?? [], 0.5)];
  return { what: 'command in all eight namespaces, whole round, beside nsenter -a', found: `${(mine / peer).toFixed(2)} × (${ms(mine)} to ${ms(peer)})`, budget: '≤ 1.5 ×', isMet: mine <= 1.5 * peer };
}

async function allRun(door: Door, ids: readonly string[]): Promise<boolean> {
  const running = new Set((await listTerminals(door)).filter(({ state }) => state.kind === 'running').map(({ id }) => id));
  return ids.every((id) => running.has(id));
}

async function openMany(door: Door, guest: Guest): Promise<{ ids: string[]; figure: Figure }> {
  const ids: string[] = [];
  const took = await timed(async () => {
    ids.push(...(await Promise.all(Array.from({ length: TERMINALS }, () => postTerminal(door, { target: targetOf(guest), types: EVERY_TYPE, argv: ['cat'] })))));
    while (!(await allRun(door, ids))) await pause(LOOK_MS);
  });
  return { ids, figure: { what: `${TERMINALS} terminals opened at once, until all run`, found: ms(took), budget: '≤ 1000 ms', isMet: took <= 1000 } };
}

function echo(client: TerminalClient, word: string): Promise<number> {
  return timed(async () => {
    client.type(`${word}\n`);
    await client.sees(word);
  });
}

/** All type, each at moments of its own. */
async function echoes(clients: readonly TerminalClient[]): Promise<number[]> {
  const took = await Promise.all(clients.map(async (client, place) => {
    await pause((TYPING_MS * place) / clients.length);
    const own: number[] = [];
    for (let round = 0; round < ECHOES; round += 1) {
      own.push(await echo(client, `r${round}n${place}.`));
      await pause(Math.max(0, TYPING_MS - (own.at(-1) ?? 0)));
    }
    return own;
  }));
  return took.flat();
}

/** All in the same moment: how long the last of them waits for the others. */
async function chorus(clients: readonly TerminalClient[]): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < ECHOES; round += 1) took.push(...(await Promise.all(clients.map((client, place) => echo(client, `c${round}n${place}.`)))));
  return took;
}

function echoFigure(what: string, took: readonly number[]): Figure {
  const p95 = quantile(took, 0.95);
  return { what, found: `p50 ${ms(quantile(took, 0.5))}, p95 ${ms(p95)}`, budget: 'p95 ≤ 20 ms', isMet: p95 <= 20 };
}

function chorusFigure(took: readonly number[]): Figure {
  return { what: `echo of ${TERMINALS} that type in the same moment`, found: `p50 ${ms(quantile(took, 0.5))}, p95 ${ms(quantile(took, 0.95))}`, budget: 'none: to be known', isMet: true };
}

/** Resident KiB, of the web process and of all helpers. */
function memoryOf({ launcher, webProcess }: Product): { web: number; helpers: number } {
  const rss = (pid: number): number => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  const helpers = descendantsOf(launcher).filter((pid) => programOf(pid)?.endsWith('nsatlas-exec') === true);
  return { web: rss(webProcess), helpers: helpers.map(rss).reduce((sum, kib) => sum + kib, 0) };
}

/** One floods, one is read by nobody: the others do not feel it, and nothing grows. */
async function underLoad(door: Door, product: Product, guest: Guest, clients: readonly TerminalClient[]): Promise<Figure[]> {
  const flood = ['sh', '-c', 'exec yes $(head -c 1000 /dev/zero | tr "\\0" x)'];
  const [noisy, deaf] = await Promise.all([1, 2].map(async () => new TerminalClient(door, await postTerminal(door, { target: targetOf(guest), types: EVERY_TYPE, argv: flood }))));
  await Promise.all([noisy?.sees('xxxx'), deaf?.sees('xxxx')]);
  deaf?.pause();
  const [before, had] = [memoryOf(product), noisy?.received ?? 0];
  const takenBy = async (bytes: number) => {
    await until(`${bytes} bytes have come through`, () => (noisy?.received ?? 0) - had > bytes || null, 120_000);
    return memoryOf(product);
  };
  const took = await echoes(clients);
  // With the first of it the web process's own heap takes its size for such work; what is kept of a flood grows with all of it.
  const warm = await takenBy(60_000_000);
  const after = await takenBy(260_000_000);
  const grown = (after.helpers - warm.helpers) + (after.web - warm.web);
  return [
    echoFigure(`echo of ${clients.length}, while one floods and one is not read`, took),
    { what: 'memory of web and helpers before a flood, after 60 MB and after 260 MB of it', found: `web ${before.web} → ${warm.web} → ${after.web} KiB, helpers ${before.helpers} → ${warm.helpers} → ${after.helpers} KiB`, budget: 'the last 200 MB: flat (≤ 32 MiB)', isMet: grown <= 32 * 1024 },
    { what: 'a terminal that nobody reads stalls', found: `${deaf?.received ?? 0} bytes taken`, budget: 'it goes on for none', isMet: true },
  ];
}

test('figures of commands and terminals', async () => {
  const sandbox = new Sandbox();
  const product = await startProduct();
  try {
    const door = { product, token: await nsatlas(product, 'token', '--exec') };
    const guest = await sandbox.unshare(['--user', '--map-root-user', '--mount', '--net', '--uts', '--ipc', '--cgroup', '--time', '--pid', '--fork', '--mount-proc']);
    const figures = [await compareWithNsenter(door, guest)];
    const { ids, figure } = await openMany(door, guest);
    const clients = ids.map((id) => new TerminalClient(door, id));
    await Promise.all(clients.map(({ opened }) => opened));
    figures.push(figure, echoFigure(`echo of ${TERMINALS} that type four words a second each`, await echoes(clients)), chorusFigure(await chorus(clients)), ...(await underLoad(door, product, guest, clients)));
    for (const client of clients) client.close();
    await Promise.all(ids.map((id) => endTerminal(door, id)));
    for (const { what, found, budget, isMet } of figures) process.stdout.write(`${isMet ? 'met     ' : 'NOT MET '} ${what}: ${found} (budget ${budget})\n`);
  } finally {
    await product.stop();
    await sandbox.stop();
  }
});
