/** Colours that say how much: the more, the further from the ground. The steps are the same for every host and moment, so a colour always means the same. */
import type { Colouring, Tone } from './colour';
import type { Graph } from './graph';
import { objectId } from './object-id';
import type { Ink } from './palette';
import type { Snapshot } from './schema';
import { addAmount, amountOfOne, type Amount, type Measure, type Sum, type Usage } from './usage';

export const UNKNOWN_WORD = 'unknown';
export const MEASURING_WORD = 'measuring';
/** Of what has not been measured yet; what is unknown is hollow. */
const MEASURING_INK: Ink = 'lineStrong';
const UNKNOWN_INK: Ink = 'inkFaint';

interface Step {
  /** The least of it: cores, or bytes. */
  readonly from: number;
  readonly word: string;
  readonly ink: Ink;
}

const MIB = 1024 * 1024;

export const STEPS_BY_MEASURE: Readonly<Record<Measure, readonly Step[]>> = {
  cpu: [
    { from: 0, word: '< 1 %', ink: 'heat1' },
    { from: 0.01, word: '1–10 %', ink: 'heat2' },
    { from: 0.1, word: '10–40 %', ink: 'heat3' },
    { from: 0.4, word: '40–90 %', ink: 'heat4' },
    { from: 0.9, word: '90–200 %', ink: 'heat5' },
    { from: 2, word: '≥ 200 %', ink: 'heat6' },
  ],
  memory: [
    { from: 0, word: '< 8 MiB', ink: 'heat1' },
    { from: 8 * MIB, word: '8–32 MiB', ink: 'heat2' },
    { from: 32 * MIB, word: '32–128 MiB', ink: 'heat3' },
    { from: 128 * MIB, word: '128–512 MiB', ink: 'heat4' },
    { from: 512 * MIB, word: '0.5–2 GiB', ink: 'heat5' },
    { from: 2048 * MIB, word: '≥ 2 GiB', ink: 'heat6' },
  ],
};

/** A group has the sum of what is in it. `usage` null: nothing is measured yet. */
export function heatGraph(graph: Graph, snapshot: Snapshot, measure: Measure, usage: Usage | null): Colouring {
  const steps = STEPS_BY_MEASURE[measure];
  const counts = new Map<string, number>();
  const amounts = new Map<string, Sum>();
  for (const process of snapshot.processes) {
    const amount = amountOfOne(process, usage, measure);
    const node = graph.nodeByObject.get(objectId('process', process.key));
    if (node !== undefined) add(amounts, node, amount);
    if (process.kernelThread) continue;
    const word = wordOf(steps, amount);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  addToGroups(graph, amounts);
  return { by: measure, ...inksOf(steps, amounts), amounts, tones: tonesOf(steps, counts) };
}

function add(amounts: Map<string, Sum>, node: string, amount: Amount): void {
  const sum = amounts.get(node);
  if (sum === undefined) amounts.set(node, { ...amount });
  else addAmount(sum, amount);
}

/** Groups come before what is in them, so one walk backwards fills them all. */
function addToGroups({ nodes }: Graph, amounts: Map<string, Sum>): void {
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at];
    const amount = node === undefined || node.parent === null ? undefined : amounts.get(node.id);
    if (node?.parent != null && amount !== undefined) add(amounts, node.parent, amount);
  }
}

function stepOf(steps: readonly Step[], value: number): Step | undefined {
  let found: Step | undefined;
  for (const step of steps) if (value >= step.from) found = step;
  return found;
}

function wordOf(steps: readonly Step[], { value, measuring }: Amount): string {
  const none = measuring > 0 ? MEASURING_WORD : UNKNOWN_WORD;
  return value === null ? none : (stepOf(steps, value)?.word ?? none);
}

function inksOf(steps: readonly Step[], amounts: ReadonlyMap<string, Amount>): Required<Pick<Colouring, 'inks' | 'unknown'>> {
  const inks = new Map<string, Ink>();
  const unknown = new Set<string>();
  for (const [node, { value, measuring }] of amounts) {
    const step = value === null ? undefined : stepOf(steps, value);
    inks.set(node, step?.ink ?? (measuring > 0 ? MEASURING_INK : UNKNOWN_INK));
    if (value === null && measuring === 0) unknown.add(node);
  }
  return { inks, unknown };
}

/** All steps, also those that nobody is on: it is a scale, and one that keeps its length. */
function tonesOf(steps: readonly Step[], counts: ReadonlyMap<string, number>): Tone[] {
  const all: readonly Omit<Tone, 'count'>[] = [...steps, { word: MEASURING_WORD, ink: MEASURING_INK }, { word: UNKNOWN_WORD, ink: UNKNOWN_INK, isHollow: true }];
  return all.map(({ word, ink, isHollow = false }) => ({ word, ink, isHollow, count: counts.get(word) ?? 0 }));
}
