'use client';

import type { Tone } from '@/lib/colour';
import { MEASURING_WORD, UNKNOWN_WORD } from '@/lib/heat';
import type { Measure } from '@/lib/usage';
import key from '../network/harbour-key.module.css';
import { VIEW_STRINGS } from '../view/strings';
import { Swatch } from '../view/tones';
import styles from './heat-key.module.css';
import { USAGE_STRINGS } from './strings';
import { useMeasured } from './use-measured';

interface HeatKeyProps {
  readonly measure: Measure;
  readonly tones: readonly Tone[];
}

/** Which colour is how much, from little to much; or why nothing is measured. */
export function HeatKey({ measure, tones }: HeatKeyProps) {
  const { trouble } = useMeasured();
  return (
    <div className={styles['heat']} title={USAGE_STRINGS.hints[measure]}>
      <span>{USAGE_STRINGS.scale[measure]}</span>
      {trouble === null ? <Scale measure={measure} tones={tones} /> : <strong role="status">{trouble}</strong>}
    </div>
  );
}

function Scale({ measure, tones }: HeatKeyProps) {
  return (
    <ul className={key['key']} aria-label={USAGE_STRINGS.scale[measure]}>
      {tones.map(({ word, ink, count, isHollow }) => (
        <li key={word} title={VIEW_STRINGS.tone(wordOf(word), count)}>
          <Swatch ink={ink} isHollow={isHollow ?? false} />
          {wordOf(word)}
        </li>
      ))}
    </ul>
  );
}

function wordOf(word: string): string {
  if (word === UNKNOWN_WORD) return USAGE_STRINGS.steps.unknown;
  return word === MEASURING_WORD ? USAGE_STRINGS.steps.measuring : word;
}
