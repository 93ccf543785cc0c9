/** What holds a namespace beside its members, mounts and relatives: the holders of a row, with the process of each. */
import { processKey } from './identity';
import { indexOf } from './members';
import { LOOKS, type Holder, type Look, type Namespace, type Process, type Snapshot } from './schema';

export interface Held {
  readonly holder: Holder;
  /** Null: it has no row. */
  readonly process: Process | null;
}

export type HolderReason =
  /** A thread lives there, and its process does not. */
  | { readonly kind: 'threads'; readonly held: readonly Held[] }
  /** The children of a thread will be born there. */
  | { readonly kind: 'threadsForChildren'; readonly held: readonly Held[] }
  | { readonly kind: 'descriptors'; readonly held: readonly Held[] }
  /** Sockets that live there, open in a process that does not. */
  | { readonly kind: 'sockets'; readonly held: readonly Held[] }
  | { readonly kind: 'tuns'; readonly held: readonly Held[] }
  /** A descriptor waits in a Unix socket, sent and not received. */
  | { readonly kind: 'inFlight'; readonly held: readonly Held[] };

const REASON_BY_KIND = {
  thread: 'threads', forChildren: 'threadsForChildren', descriptor: 'descriptors', socket: 'sockets', tun: 'tuns', inFlight: 'inFlight',
} as const satisfies Record<Holder['kind'], HolderReason['kind']>;
const KINDS = Object.keys(REASON_BY_KIND) as readonly Holder['kind'][];

/** One reason for each kind of holder. */
export function holderReasons(snapshot: Snapshot, { holders = [] }: Namespace): HolderReason[] {
  const { processByKey } = indexOf(snapshot);
  return KINDS.flatMap((kind) => {
    const held = holders.filter((holder) => holder.kind === kind).map((holder) => ({ holder, process: processByKey.get(processKey(holder)) ?? null }));
    return held.length === 0 ? [] : [{ kind: REASON_BY_KIND[kind], held }];
  });
}

/** The ways of looking that were not taken, or not to the end: what else may hold a namespace is there. */
export function missedLooks({ completeness: { looks = [] } }: Snapshot): readonly Look[] {
  return LOOKS.filter((what) => what !== 'kernel' || looks.some((look) => look.what === 'kernel'))
    .map((what) => looks.find((look) => look.what === what) ?? { what, done: 0, missed: [] })
    .filter(({ done, missed }) => done === 0 || missed.length > 0);
}
