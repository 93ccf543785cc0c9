/** The part of `npm run bench` that is ours and Node's: what decoding a scan costs, and what a helper costs that stays. Run inside a farm. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, type HelperAddress } from './helper';
import { History } from './history/history';
import { decodeScan } from './scan';
import { SnapshotCache } from './snapshot-cache';
import { SteadyScan } from './steady-scan';
import { containersBy, takeSnapshot } from './take-snapshot';

const DECODINGS = 5;
const LOOKS = 40;
/** Until the code is warm, and state files are asked for seldom. */
const LOOKS_BEFORE = 8;
/** A look each second: so long the garbage of the first looks is collected, which watching from then on does not make again. */
const SECONDS_BEFORE = 18;

const [program = '', seconds = '20'] = process.argv.slice(2);
const inspectDoor: HelperAddress = { transport: 'spawn', program };

async function decoding(): Promise<{ bytes: number; decodeMs: number }> {
  const json = JSON.stringify(await ask({ address: inspectDoor, request: { verb: 'scan' } }));
  const spent = Array.from({ length: DECODINGS }, () => spentMs(() => decodeScan(JSON.parse(json))));
  return { bytes: Buffer.byteLength(json), decodeMs: median(spent) };
}

/** CPU, so that what others do meanwhile counts less. */
function spentMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return cpuMs(before);
}

function cpuMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Of the helper and what it has started, with all their threads, also those that have ended: utime and stime of proc_pid_stat(5), in ticks of 10 ms. */
function helperMs(): number {
  return descendantsOf(process.pid).reduce((sum, pid) => sum + ticksOf(pid), 0) * 10;
}

function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [utime, stime] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
  return (utime ?? 0) + (stime ?? 0);
}

function descendantsOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((tid) => readFileSync(`/proc/${pid}/task/${tid}/children`, 'utf8').split(' '));
  return children.filter((word) => word !== '').map(Number).flatMap((child) => [child, ...descendantsOf(child)]);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** As the server has it, with its history. */
function cacheOf(signal: AbortSignal): SnapshotCache {
  const containers = containersBy({ inspectDoor, signal });
  const host = new SteadyScan({ inspectDoor, signal });
  const history = new History();
  const cache = new SnapshotCache({ take: (previous) => takeSnapshot({ scan: () => host.look(), ...containers, previous }), firstVersion: 1 });
  cache.onEdition((edition) => history.note(edition));
  return cache;
}

/** What looks cost: Node's part is all that the server does until it has the Snapshot. */
async function watching(): Promise<object> {
  const stopping = new AbortController();
  const cache = cacheOf(stopping.signal);
  const look = () => cache.current({ maxAgeMs: 0 });
  for (let at = 0; at < LOOKS_BEFORE; at += 1) await look();
  const quick = await spending(LOOKS, look);
  const lookAndPause = async () => {
    await look();
    await pause(1000);
  };
  await spending(SECONDS_BEFORE, lookAndPause);
  const idle = await spending(Number(seconds), lookAndPause);
  stopping.abort(new Error('done'));
  return {
    look: { wallMs: quick.wallMs / LOOKS, helperMs: quick.helperMs / LOOKS, nodeMs: quick.nodeMs / LOOKS },
    idle: { helper: idle.helperMs / idle.wallMs, node: idle.nodeMs / idle.wallMs },
  };
}

async function spending(times: number, work: () => Promise<unknown>): Promise<{ wallMs: number; helperMs: number; nodeMs: number }> {
  const [wall, helper, node] = [performance.now(), helperMs(), process.cpuUsage()];
  for (let at = 0; at < times; at += 1) await work();
  return { wallMs: performance.now() - wall, helperMs: helperMs() - helper, nodeMs: cpuMs(node) };
}

/** Decoding comes last: what it leaves for the garbage collector would count as watching. */
async function measure(): Promise<void> {
  process.stdout.write(JSON.stringify({ ...(await watching()), ...(await decoding()) }));
}

void measure();
