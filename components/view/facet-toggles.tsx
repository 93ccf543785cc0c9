import { formatCount } from '@/lib/count-text';
import { facetTerm, type SearchedFacet } from '@/lib/facet-terms';
import type { Ink } from '@/lib/palette';
import { hasTerm, toggleTerm } from '@/lib/query-toggle';
import toggles from '../objects/type-toggles.module.css';
import { VIEW_STRINGS } from './strings';
import { Swatch } from './tones';

interface FacetTogglesProps {
  readonly facet: SearchedFacet;
  /** `ink`: its colour, where colours tell them apart. `isMany`: several together, which no term names. */
  readonly rows: readonly { readonly word: string; readonly count: number; readonly ink?: Ink; readonly isMany?: boolean }[];
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

/** The users or slices of this host; pressed, one's processes are left out of what is looked for. */
export function FacetToggles({ facet, rows, query, onQuery }: FacetTogglesProps) {
  return (
    <div className={toggles['types']} role="group" aria-label={VIEW_STRINGS.facets[facet]}>
      {rows.map(({ word, count, ink, isMany }) => {
        const term = facetTerm(facet, word);
        const isShown = isMany === true || !hasTerm(query, term);
        const sign = ink !== undefined && <span className={toggles['sign']}><Swatch ink={ink} /></span>;
        if (isMany === true) return <span key={word} className={toggles['type']} title={VIEW_STRINGS.tone(VIEW_STRINGS.others, count)}>{sign}{VIEW_STRINGS.others} <span className={toggles['count']}>{formatCount(count)}</span></span>;
        return (
          <button key={word} type="button" className={toggles['type']} aria-pressed={isShown} title={VIEW_STRINGS.facetPress(word, count, isShown)} onClick={() => onQuery(toggleTerm(query, term))}>
            {sign}
            {word}
            <span className={toggles['count']} aria-hidden="true">{formatCount(count)}</span>
          </button>
        );
      })}
    </div>
  );
}
