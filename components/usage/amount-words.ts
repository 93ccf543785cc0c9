import { formatMeasure } from '@/lib/amount-text';
import { isMeasure, type Colouring } from '@/lib/colour';
import type { Amount, Measure } from '@/lib/usage';
import { USAGE_STRINGS } from './strings';

/** The value with its unit, of how many it is the sum, and of how many it is not known. */
export function amountWords(measure: Measure, { value, of, unknown, measuring }: Amount): string {
  if (value === null) return measuring > 0 ? USAGE_STRINGS.measuring : USAGE_STRINGS.unknown;
  const size = formatMeasure(measure, value);
  return [
    measure === 'cpu' ? USAGE_STRINGS.ofOneCore(size) : USAGE_STRINGS.resident(size),
    ...(of > 1 ? [USAGE_STRINGS.sumOf(of - unknown - measuring)] : []),
    ...(unknown > 0 ? [USAGE_STRINGS.partly(unknown, of)] : []),
  ].join(', ');
}

/** What the colour of a node says, in words; null where it says no amount. */
export function nodeAmount(colouring: Colouring | null, node: string): string | null {
  const amount = colouring?.amounts?.get(node);
  if (colouring === null || amount === undefined || !isMeasure(colouring.by)) return null;
  return `${USAGE_STRINGS.measures[colouring.by]}: ${amountWords(colouring.by, amount)}`;
}
