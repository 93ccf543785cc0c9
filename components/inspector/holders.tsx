'use client';

import type { Held, HolderReason } from '@/lib/holders';
import { Links, ProcessLink } from './object-links';
import { ALIVE_STRINGS } from './strings';

/** Which processes hold it, and by what of each. */
export function Holders({ reason }: { reason: Extract<HolderReason, { held: unknown }> }) {
  return <>{ALIVE_STRINGS[reason.kind]} <Links items={reason.held.map((one) => ({ key: JSON.stringify(one.holder), link: <HolderLink held={one} /> }))} /></>;
}

function HolderLink({ held: { holder, process } }: { held: Held }) {
  const parts = [holder.tid === undefined ? null : ALIVE_STRINGS.tid(holder.tid), 'fd' in holder ? ALIVE_STRINGS.fd(holder.fd) : null].filter((part) => part !== null);
  return <>{process === null ? ALIVE_STRINGS.withoutRow(holder.pid) : <ProcessLink process={process} />} ({parts.join(', ')})</>;
}
