'use client';

import { useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type Ref, type RefObject } from 'react';
import type { ObjectId } from '@/lib/object-id';
import { hitsOf } from '@/lib/search';
import { searchWords } from '@/lib/search-strings';
import { acceptCompletion, completeQuery } from '@/lib/query-complete';
import { PAGE_LANGUAGE } from '../language/bilingual';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { choicesFor, type Choice, type Choices } from './choices';
import styles from './search-field.module.css';
import { SearchList } from './search-list';
import { FIND_STRINGS } from './strings';
import { isUnfinished, TroubleLine } from './trouble-line';
import type { Search } from './use-search';

interface SearchFieldProps {
  readonly search: Search;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** Selects the object and goes there. */
  readonly onGo: (id: ObjectId) => void;
  readonly inputRef: Ref<HTMLInputElement | null>;
}

const HITS_SHOWN = 50;

/** Type a part of a name, Enter goes there. A combobox as ARIA has it: the focus stays in the field. */
export function SearchField({ search, query, onQuery, onGo, inputRef }: SearchFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle<HTMLInputElement | null, HTMLInputElement | null>(inputRef, () => input.current);
  const [caret, setCaret] = useState(0);
  const putCaret = useCaret(input, query, setCaret);
  const choices = useChoices(search, query, caret);
  const { isOpen, place, type, take, setOpen, onKeyDown } = useChoice({ choices, query, onQuery, onGo, putCaret });
  const isWrong = search.trouble !== null && !isUnfinished(search.trouble, query);
  const hasList = isOpen && choices.list.length > 0;
  return (
    <div className={styles['field']} role="search">
      <span className={styles['icon']}><Icon name="search" size={15} /></span>
      <input
        ref={input}
        className={styles['input']}
        type="text"
        role="combobox"
        aria-label={FIND_STRINGS.label}
        aria-keyshortcuts="/"
        aria-expanded={hasList}
        aria-controls={hasList ? id : undefined}
        aria-autocomplete="list"
        aria-activedescendant={hasList && place >= 0 ? `${id}-${place}` : undefined}
        aria-invalid={isWrong || undefined}
        aria-describedby={isOpen && search.trouble !== null ? `${id}-trouble` : undefined}
        placeholder={FIND_STRINGS.placeholder}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={query}
        onChange={({ target }) => type(target.value, target.selectionStart ?? target.value.length)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {query === '' ? <kbd className={styles['key']}>/</kbd> : <Ending search={search} isWrong={isWrong} onClear={() => type('', 0)} />}
      {isOpen && (
        <SearchList id={id} choices={choices} active={place} found={search.found} unreadable={search.known?.snapshot.completeness.unreadable ?? 0} onTake={take}>
          {search.trouble !== null && <TroubleLine id={`${id}-trouble`} query={query} trouble={search.trouble} hasLast={search.found !== null} />}
        </SearchList>
      )}
    </div>
  );
}

function useChoices({ known, found }: Search, query: string, caret: number): Choices {
  const completions = useMemo(() => (known === null || query === '' ? null : completeQuery(known, query, Math.min(caret, query.length))), [known, query, caret]);
  const hits = useMemo(() => (known === null || found === null ? [] : hitsOf(known, found, HITS_SHOWN, searchWords(PAGE_LANGUAGE))), [known, found]);
  return useMemo(() => choicesFor(query, completions, hits), [query, completions, hits]);
}

/** Where the caret is to stand once the new query is in the field. */
function useCaret(input: RefObject<HTMLInputElement | null>, query: string, onCaret: (caret: number) => void): (caret: number) => void {
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    input.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  }, [input, query]);
  return (caret) => {
    wanted.current = caret;
    onCaret(caret);
  };
}

interface ChoiceWishes extends Pick<SearchFieldProps, 'query' | 'onQuery' | 'onGo'> {
  readonly choices: Choices;
  readonly putCaret: (caret: number) => void;
}

/** Which choice is the active one, and what the keys do. */
function useChoice({ choices, query, onQuery, onGo, putCaret }: ChoiceWishes) {
  const [isOpen, setOpen] = useState(false);
  const [walked, setWalked] = useState<number | null>(null);
  const count = choices.list.length;
  const place = walked === null ? choices.first : Math.min(walked, count - 1);
  const type = (value: string, caret: number) => {
    onQuery(value);
    putCaret(caret);
    setWalked(null);
    setOpen(true);
  };
  const take = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    if (choice.kind === 'hit') {
      setOpen(false);
      onGo(choice.hit.id);
      return;
    }
    const next = choice.kind === 'example' ? { query: choice.text, caret: choice.text.length } : acceptCompletion(query, choice.piece, choice.completion);
    type(next.query, next.caret);
  };
  const walk = (step: number) => {
    if (isOpen && count > 0) setWalked((Math.max(place, step > 0 ? -1 : 0) + step + count) % count);
    setOpen(true);
  };
  /** First it closes the list, then it empties the field, then it leaves it. */
  const retreat = (field: HTMLInputElement) => {
    if (isOpen && query !== '') setOpen(false);
    else if (query !== '') type('', 0);
    else field.blur();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => walk(1),
      ArrowUp: () => walk(-1),
      Enter: () => take(choices.list[place]),
      Escape: () => retreat(event.currentTarget),
    };
    const act = keys[event.key];
    if (act === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return { isOpen, place, type, take, setOpen, onKeyDown };
}

function Ending({ search: { found }, isWrong, onClear }: { search: Search; isWrong: boolean; onClear: () => void }) {
  return (
    <>
      <span className={styles['total']} role="status" data-wrong={isWrong || undefined}>
        {isWrong && <Icon name="warning" size={12} />}
        {found !== null && <span title={FIND_STRINGS.foundTitle(found.ids.length, found.all)}>{FIND_STRINGS.found(found.ids.length, found.all)}</span>}
      </span>
      <Button className={styles['clear']} look="quiet" icon="close" aria-label={FIND_STRINGS.clear} onClick={onClear} />
    </>
  );
}
