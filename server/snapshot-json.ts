/** The bytes of a Snapshot and of a change, made once for all who get them. */
import { briefSnapshot } from '@/lib/brief-rows';
import type { Failure } from '@/lib/failure';
import type { LiveMessage, Snapshot } from '@/lib/schema';
import type { Edition, Step } from './snapshot-cache';

const TEXTS = new WeakMap<Snapshot, string>();
const BRIEFS = new WeakMap<Snapshot, string>();
const STEPS = new WeakMap<Step, string>();

export function snapshotJson(snapshot: Snapshot): string {
  return keep(TEXTS, snapshot, () => JSON.stringify(snapshot));
}

/** The live message that carries a whole Snapshot. */
export function snapshotMessage({ version, snapshot }: Edition): string {
  return `{"kind":"snapshot","version":${version},"snapshot":${snapshotJson(snapshot)}}`;
}

/** The same for who asked for brief rows (lib/brief-rows.ts). */
export function briefMessage({ version, snapshot }: Edition): string {
  const brief = keep(BRIEFS, snapshot, () => JSON.stringify(briefSnapshot(snapshot)));
  return `{"kind":"snapshot","version":${version},"snapshot":${brief}}`;
}

export function stepMessage(step: Step): string {
  return keep(STEPS, step, () => JSON.stringify({ kind: 'change', ...step } satisfies LiveMessage));
}

/** Says that the viewer's version is still the latest. */
export function noChangeMessage({ version, snapshot }: Edition): string {
  const { time, host, observer, completeness } = snapshot;
  const none = { put: [], drop: [] };
  const change = { time, host, observer, completeness, processes: none, namespaces: none, containers: none, pods: none };
  return JSON.stringify({ kind: 'change', base: version, version, change } satisfies LiveMessage);
}

export const PULSE_MESSAGE = JSON.stringify({ kind: 'pulse' } satisfies LiveMessage);

export function troubleMessage({ failure, message }: { readonly failure: Failure; readonly message: string }): string {
  return JSON.stringify({ kind: 'trouble', failure, message } satisfies LiveMessage);
}

function keep<K extends object, V>(kept: WeakMap<K, V>, key: K, make: () => V): V {
  const value = kept.get(key) ?? make();
  kept.set(key, value);
  return value;
}
