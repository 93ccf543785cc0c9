import { usageBetween, type Usage } from '@/lib/usage';
import type { ScanUsage } from '@/lib/usage-schema';

/** Remembers one look, so that the next one gives rates. The same look again, as two viewers get it, gives the same. */
export function makeMeter(): (look: ScanUsage) => Usage {
  let last: { readonly look: ScanUsage; readonly usage: Usage } | null = null;
  return (look) => {
    if (last?.look.bootMs !== look.bootMs) last = { look, usage: usageBetween(last?.look ?? null, look) };
    return last.usage;
  };
}
