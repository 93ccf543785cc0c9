/** By what processes are told apart when they are grouped or coloured: who runs them, as whom, in which part of the control groups. */
import { indexOf } from './members';
import { RUNTIMES, type Process, type Snapshot } from './schema';
import { showText } from './text';

export const FACETS = ['runtime', 'user', 'slice'] as const;
export type Facet = (typeof FACETS)[number];

/** What it is of that facet; null where it has none, as a process without a container has no runtime. */
export function facetOf(snapshot: Snapshot, process: Process, facet: Facet): string | null {
  switch (facet) {
    case 'runtime':
      return indexOf(snapshot).containerByKey.get(process.container ?? process.monitorOf ?? '')?.runtime ?? null;
    case 'user':
      return process.uid === 0 ? 'root' : `uid ${process.uid}`;
    case 'slice':
      return sliceOf(process);
  }
}

/** An order that stays while others come and go: runtimes as everywhere, users by number, slices by name. */
export function byFacet(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : Number(a > b));
}

function rankOf(word: string): number {
  const runtime = RUNTIMES.findIndex((known) => known === word);
  return runtime >= 0 ? runtime : Number(/^uid (\d+)$/.exec(word)?.[1] ?? 0);
}

/** The first part of its path: `system.slice` where systemd(1) keeps order, `docker` and the like elsewhere. Of several hierarchies the one that says most. */
function sliceOf({ cgroup }: Process): string | null {
  const parts = cgroup.map((line) => showText(line).split(':').slice(2).join(':').split('/')[1] ?? '');
  return parts.find((part) => part.endsWith('.slice')) ?? parts.find((part) => part !== '') ?? null;
}
