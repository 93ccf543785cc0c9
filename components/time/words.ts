import { DIFFERENCE_LISTS, type DifferenceCounts } from '@/lib/difference';
import { formatTime } from '../ui/format';
import { TIME_STRINGS } from './strings';

/** `+3 processes, −1 namespace`: what came and went; empty when nothing did. */
export function turnsInWords(counts: DifferenceCounts): string {
  const most = [...DIFFERENCE_LISTS].reverse();
  const words = most.flatMap((list) => {
    const [added, removed] = counts[list];
    return [...(added > 0 ? [`+${TIME_STRINGS.count(list, added)}`] : []), ...(removed > 0 ? [`−${TIME_STRINGS.count(list, removed)}`] : [])];
  });
  return words.join(', ');
}

/** The time of day, in the browser's zone: `10:42:07`. */
export function clockTime(milliseconds: number): string {
  return formatTime(milliseconds).slice(-8);
}
