'use client';

import { useDeferredValue, useId, useState, type KeyboardEvent, type Ref } from 'react';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { matches, search, type Hit } from '@/lib/search';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import styles from './search-field.module.css';
import { SearchResults } from './search-results';
import { SEARCH_STRINGS } from './strings';

interface SearchFieldProps {
  readonly snapshot: Snapshot | null;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** Selects the object and goes there. */
  readonly onGo: (id: ObjectId) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

const HITS_SHOWN = 12;

interface Found {
  readonly hits: readonly Hit[];
  readonly total: number;
}

function findHits(snapshot: Snapshot | null, query: string): Found {
  if (snapshot === null || query.trim() === '') return { hits: [], total: 0 };
  return { hits: search(snapshot, query, HITS_SHOWN), total: matches(snapshot, query).size };
}

/** Type a part of a name, Enter goes there. A combobox as ARIA has it: the focus stays in the field. */
export function SearchField({ snapshot, query, onQuery, onGo, inputRef }: SearchFieldProps) {
  const listId = useId();
  const found = findHits(snapshot, useDeferredValue(query));
  const { isShown, place, type, go, setOpen, onKeyDown } = useHitList({ found, query, onQuery, onGo });
  return (
    <div className={styles['field']} role="search">
      <span className={styles['icon']}><Icon name="search" size={15} /></span>
      <input
        ref={inputRef}
        className={styles['input']}
        type="text"
        role="combobox"
        aria-label={SEARCH_STRINGS.label}
        aria-keyshortcuts="/"
        aria-expanded={isShown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isShown && found.hits.length > 0 ? `${listId}-${place}` : undefined}
        placeholder={SEARCH_STRINGS.placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={query}
        onChange={({ target }) => type(target.value)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {query === '' ? <kbd className={styles['key']}>/</kbd> : <Ending total={found.total} onClear={() => type('')} />}
      {isShown && <SearchResults id={listId} hits={found.hits} total={found.total} active={place} unreadable={snapshot?.completeness.unreadable ?? 0} onGo={go} />}
    </div>
  );
}

interface HitList extends Pick<SearchFieldProps, 'query' | 'onQuery' | 'onGo'> {
  readonly found: Found;
}

/** Which hit is the active one, and what the keys do. */
function useHitList({ found, query, onQuery, onGo }: HitList) {
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const isShown = isOpen && query.trim() !== '';
  const count = found.hits.length;
  const place = Math.min(active, Math.max(0, count - 1));
  const type = (value: string) => {
    onQuery(value);
    setActive(0);
    setOpen(true);
  };
  const go = (hit: Hit | undefined) => {
    if (hit === undefined) return;
    setOpen(false);
    onGo(hit.id);
  };
  const walk = (step: number) => {
    if (isShown && count > 0) setActive((place + step + count) % count);
    setOpen(true);
  };
  /** First it closes the list, then it empties the field, then it leaves it. */
  const retreat = (field: HTMLInputElement) => {
    if (isShown) setOpen(false);
    else if (query !== '') onQuery('');
    else field.blur();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => walk(1),
      ArrowUp: () => walk(-1),
      Enter: () => go(found.hits[place]),
      Escape: () => retreat(event.currentTarget),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return { isShown, place, type, go, setOpen, onKeyDown };
}

function Ending({ total, onClear }: { total: number; onClear: () => void }) {
  return (
    <>
      <span className={styles['total']} role="status">{SEARCH_STRINGS.found(total)}</span>
      <Button className={styles['clear']} look="quiet" icon="close" aria-label={SEARCH_STRINGS.clear} onClick={onClear} />
    </>
  );
}
