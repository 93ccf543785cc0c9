import { OTHERS_WORD, type Colouring } from '@/lib/colour';
import { CSS_NAME_BY_INK, type Ink } from '@/lib/palette';
import key from '../network/harbour-key.module.css';
import { VIEW_STRINGS } from './strings';

/** What each colour means, where colours mean something else than types. */
export function Tones({ colouring }: { readonly colouring: Colouring }) {
  return (
    <ul className={key['key']} aria-label={VIEW_STRINGS.tones}>
      {colouring.tones.map(({ word, ink, count }) => (
        <li key={word} title={VIEW_STRINGS.tone(word === OTHERS_WORD ? VIEW_STRINGS.others : word, count)}>
          <Swatch ink={ink} />
          {word === OTHERS_WORD ? VIEW_STRINGS.others : word} {count}
        </li>
      ))}
    </ul>
  );
}

export function Swatch({ ink }: { readonly ink: Ink }) {
  return (
    <svg width={11} height={11} viewBox="0 0 12 12" aria-hidden="true">
      <circle cx={6} cy={6} r={5} style={{ fill: `var(${CSS_NAME_BY_INK[ink]})` }} />
    </svg>
  );
}
