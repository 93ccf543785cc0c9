import { parseObjectId } from '@/lib/object-id';
import { NAMESPACE_TYPES } from '@/lib/schema';
import type { Hit } from '@/lib/search';
import { KindMark } from '../objects/kind-mark';
import styles from './search-results.module.css';
import { SEARCH_STRINGS } from './strings';

interface SearchResultsProps {
  readonly id: string;
  readonly hits: readonly Hit[];
  readonly total: number;
  readonly active: number;
  /** Processes that are not among what was searched. */
  readonly unreadable: number;
  readonly onGo: (hit: Hit) => void;
}

export function SearchResults({ id, hits, total, active, unreadable, onGo }: SearchResultsProps) {
  return (
    <div className={styles['popover']}>
      {hits.length === 0 && <Nothing unreadable={unreadable} />}
      <div id={id} role="listbox" className={styles['list']} aria-label={SEARCH_STRINGS.results} hidden={hits.length === 0}>
        {hits.map((hit, place) => (
          // The keyboard works in the field (aria-activedescendant); the pointer works here.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div key={hit.id} id={`${id}-${place}`} role="option" tabIndex={-1} aria-selected={place === active} className={styles['hit']} onMouseDown={(event) => event.preventDefault()} onClick={() => onGo(hit)}>
            <HitRow hit={hit} />
          </div>
        ))}
      </div>
      {total > hits.length && hits.length > 0 && <p className={styles['more']}>{SEARCH_STRINGS.more(total - hits.length)}</p>}
    </div>
  );
}

function HitRow({ hit }: { hit: Hit }) {
  const named = parseObjectId(hit.id);
  const type = named?.kind === 'namespace' ? NAMESPACE_TYPES.find((word) => named.key.startsWith(`${word}:`)) : undefined;
  return (
    <>
      {named !== null && <KindMark kind={named.kind} type={type ?? null} />}
      <span className={styles['title']}>{hit.title}</span>
      <span className={styles['subtitle']}>{hit.subtitle}</span>
      <span className={styles['why']}>{hit.why}</span>
    </>
  );
}

function Nothing({ unreadable }: { unreadable: number }) {
  return (
    <div className={styles['nothing']}>
      <p className={styles['title']}>{SEARCH_STRINGS.nothing}</p>
      <ul>
        {SEARCH_STRINGS.hints.map((hint) => <li key={hint}>{hint}</li>)}
        {unreadable > 0 && <li>{SEARCH_STRINGS.missing(unreadable)}</li>}
      </ul>
    </div>
  );
}
