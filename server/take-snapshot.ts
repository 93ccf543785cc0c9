/** One look at the host, from question to Snapshot. */
import { wantedFacts } from '@/lib/attribute';
import type { Scan, Snapshot } from '@/lib/schema';
import { makeSnapshot } from '@/lib/snapshot';
import type { ContainerFactsCache, Learnt } from './container-facts';
import type { HelperAddress } from './helper';
import { scanHost } from './scan';

export interface Look {
  readonly inspectDoor: HelperAddress;
  readonly facts: ContainerFactsCache;
  readonly previous: Snapshot | null;
  readonly signal?: AbortSignal | undefined;
}

/** Throws HelperError when the host could not be scanned. What could not be learnt of containers is a gap, not a failure. */
export async function takeSnapshot({ inspectDoor, facts, previous, signal }: Look): Promise<Snapshot> {
  const scan = await scanHost(inspectDoor, signal);
  const learnt = await facts.learn(wantedFacts(scan));
  return makeSnapshot(withGap(scan, learnt), learnt.facts, previous);
}

function withGap(scan: Scan, { trouble }: Learnt): Scan {
  if (trouble === null) return scan;
  const gap = { what: 'names of containers', why: trouble.message };
  return { ...scan, completeness: { ...scan.completeness, gaps: [...scan.completeness.gaps, gap] } };
}
