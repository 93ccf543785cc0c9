import { capabilityNames, summarizeCapabilities } from '@/lib/capabilities';
import { INSIDE_STRINGS } from './inside-strings';

const { capabilities: WORDS } = INSIDE_STRINGS;
const FEW = 4;

/** A capability set in the fewest words that say all of it; the names are in the tooltip too. */
export function CapabilityLine({ set }: { set: string }) {
  const names = capabilityNames(set);
  return <span title={names.join(' ')}>{capabilityWords(set)}</span>;
}

function capabilityWords(set: string): string {
  const { kind, names, missing } = summarizeCapabilities(set);
  if (kind === 'none') return WORDS.none;
  if (kind === 'all') return WORDS.all(names.length);
  return missing.length <= FEW ? WORDS.allBut(missing.join(' ')) : names.join(' ');
}
