/** One look at the host, from question to Snapshot. */
import { madeWithoutGroup, NONE, type Made } from '@/lib/attribute-made';
import type { Completeness, Scan, Snapshot } from '@/lib/schema';
import { makeSnapshot } from '@/lib/snapshot';
import { ContainerFactsCache } from './container-facts';
import { ContainerStatesCache } from './container-states';
import type { HelperError } from './helper-error';
import { inspectContainers, inspectStates, type InspectOptions } from './inspect';

export interface Look {
  /** Looks now. */
  readonly scan: () => Promise<Scan>;
  readonly facts: ContainerFactsCache;
  readonly states: ContainerStatesCache;
  /** The processes that hold our sandboxes now. Absent: there are none. */
  readonly made?: () => readonly Made[];
  readonly previous: Snapshot | null;
}

/** Who asks that helper about containers, and remembers what it was told. */
export function containersBy(options: InspectOptions): Pick<Look, 'facts' | 'states'> {
  return {
    facts: new ContainerFactsCache((names) => inspectContainers(names, options)),
    states: new ContainerStatesCache(() => inspectStates(options)),
  };
}

/** Throws HelperError when the host could not be scanned. What could not be learnt of containers is a gap, not a failure. */
export async function takeSnapshot({ scan: look, facts, states, made, previous }: Look): Promise<Snapshot> {
  const scan = await look();
  const told = await states.learn(scan);
  const learnt = await facts.learn(facts.wanted(scan, told.states));
  const gaps = [...gapsOf('names of containers', learnt.trouble), ...gapsOf('containers of runc and crun alone', told.trouble), ...told.gaps];
  return makeSnapshot(withGaps(scan, gaps), { facts: learnt.facts, states: told.states, made: madeWithoutGroup(scan, made?.() ?? NONE) }, previous);
}

function gapsOf(what: string, trouble: HelperError | null): Completeness['gaps'] {
  return trouble === null ? [] : [{ what, why: trouble.message }];
}

function withGaps(scan: Scan, gaps: Completeness['gaps']): Scan {
  return gaps.length === 0 ? scan : { ...scan, completeness: { ...scan.completeness, gaps: [...scan.completeness.gaps, ...gaps] } };
}
