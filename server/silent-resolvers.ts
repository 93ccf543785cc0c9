/**
 * Whose resolv.conf(5) was looked for where no file system answered in time. A look at a FUSE whose server takes requests and
 * never answers leaves a process that the kernel holds, even killed, until that server ends: so one looks ever more rarely.
 */
import { indexOf } from '@/lib/members';
import type { NetDns } from '@/lib/net-schema';
import type { Process, Snapshot } from '@/lib/schema';

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

interface Silence {
  readonly dns: NetDns;
  readonly askedAt: number;
  /** How long one does not look again. */
  readonly pauseMs: number;
}

export class SilentResolvers {
  readonly #silences = new Map<string, Silence>();

  /** What was said at the last look, and when that was, until it is time for another; else null. */
  recall({ key }: Process): NetDns | null {
    const silence = this.#silences.get(key);
    if (silence === undefined) return null;
    const ageMs = performance.now() - silence.askedAt;
    if (ageMs >= silence.pauseMs) return null;
    return { ...silence.dns, trouble: `${silence.dns.trouble}, when it was asked ${Math.round(ageMs / 1000)} s ago` };
  }

  /** After a look. The snapshot tells who is still there; the others are forgotten. */
  note({ key }: Process, dns: NetDns | null, snapshot: Snapshot): void {
    const last = this.#silences.get(key);
    this.#silences.delete(key);
    if (dns?.late !== true) return;
    const pauseMs = last === undefined ? FIRST_PAUSE_MS : Math.min(2 * last.pauseMs, LONGEST_PAUSE_MS);
    for (const other of this.#silences.keys()) if (!indexOf(snapshot).processByKey.has(other)) this.#silences.delete(other);
    this.#silences.set(key, { dns, askedAt: performance.now(), pauseMs });
  }
}
