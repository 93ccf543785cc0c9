/** The hosts of the gallery: invented ones, for no test host is at once empty and crowded. */
import { crowdOf } from '@/lib/crowd.fixture';
import { crowdTopology } from '@/lib/crowd-topology.fixture';
import type { LiveMessage, Snapshot } from '@/lib/schema';
import type { InventedHost } from './stand-in';

export interface Shown {
  /** In the names of its files. */
  readonly word: string;
  readonly title: string;
  readonly caption: string;
  readonly host: InventedHost;
  /** What comes over the live connection. */
  readonly messages: readonly LiveMessage[];
}

const HOME_NAMESPACES = 8;
/** What crowdOf() takes for a pod. */
const PER_POD = 9;
const TROUBLE: LiveMessage = { kind: 'trouble', failure: 'late', message: 'The helper does not answer.' };

const hostOf = (snapshot: Snapshot): InventedHost => ({ snapshot, topology: crowdTopology(snapshot) });
const whole = (snapshot: Snapshot): LiveMessage => ({ kind: 'snapshot', version: 1, snapshot });
const withPods = (pods: number, processes: number): Snapshot => crowdOf({ processes, namespaces: HOME_NAMESPACES + pods * PER_POD });

function shown(word: string, [title, caption]: readonly [string, string], snapshot: Snapshot, messages: readonly LiveMessage[] = [whole(snapshot)]): Shown {
  return { word, title, caption, host: hostOf(snapshot), messages };
}

/** Of three processes two could not be read, as an ordinary user sees a host. */
function partly(snapshot: Snapshot): Snapshot {
  const unreadable = Math.round((snapshot.processes.length * 2) / 3);
  const hidden = new Set(snapshot.processes.filter((_, at) => at % 3 !== 0).map(({ pid }) => pid));
  return {
    ...snapshot,
    observer: { ...snapshot.observer, uid: 1000, capabilities: '0000000000000000' },
    processes: snapshot.processes.map((row) => (hidden.has(row.pid) ? { ...row, namespaces: {} } : row)),
    completeness: { ...snapshot.completeness, unreadable, gaps: [{ what: 'namespaces of processes', why: 'they belong to other users', count: unreadable }] },
  };
}

export function galleryHosts(): Shown[] {
  const [few, many] = [withPods(1, 90), withPods(30, 500)];
  return [
    shown('empty', ['No pod', 'A host on which no container runs.'], crowdOf({ processes: 60, namespaces: HOME_NAMESPACES })),
    shown('one', ['One pod', 'A host with one pod.'], few),
    shown('pods', ['30 pods', 'A host with 30 pods.'], many),
    shown('thousand', ['1,000 processes', '1,000 processes in 1,800 namespaces.'], crowdOf({ processes: 1000, namespaces: 1800 })),
    shown('crowd', ['10,000 processes', '10,000 processes in 1,800 namespaces.'], crowdOf({ processes: 10_000, namespaces: 1800 })),
    shown('partial', ['Partial rights', 'The same 30 pods, seen by an ordinary user.'], partly(many)),
    shown('error', ['Nothing known', 'The helper has not answered since the page was opened.'], many, [TROUBLE]),
    shown('stale', ['No longer known', 'The helper answered once, and then no more.'], many, [whole(many), TROUBLE]),
  ];
}
