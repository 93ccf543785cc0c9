import { Fragment, type ReactNode } from 'react';
import { parseObjectId } from '@/lib/object-id';
import type { Found, Hit } from '@/lib/search';
import { SEARCH_SENTENCES } from './strings';
import { KindMark } from '../objects/kind-mark';
import type { Choice, Choices } from './choices';
import styles from './search-list.module.css';
import { FIELD_HINTS, FIND_STRINGS } from './strings';

interface SearchListProps {
  readonly id: string;
  readonly choices: Choices;
  readonly active: number;
  readonly found: Found | null;
  /** Processes that are not among what was searched. */
  readonly unreadable: number;
  readonly onTake: (choice: Choice) => void;
  /** What to say above the list. */
  readonly children: ReactNode;
}

const GROUPS: Readonly<Record<Choice['kind'], string>> = { example: FIND_STRINGS.examples, completion: FIND_STRINGS.completions, hit: FIND_STRINGS.hits };

/** What can be taken: examples of all fields, completions, and what is found. */
export function SearchList({ id, choices: { list }, active, found, unreadable, onTake, children }: SearchListProps) {
  const hits = list.filter(({ kind }) => kind === 'hit').length;
  const isNothing = found?.ids.length === 0;
  const groups = (['example', 'completion', 'hit'] as const).filter((kind) => list.some((choice) => choice.kind === kind));
  return (
    <div className={styles['popover']}>
      {children}
      {/* Browsers let the keyboard stop at what scrolls: the field has it already. */}
      <div id={id} role="listbox" tabIndex={-1} className={styles['list']} aria-label={FIND_STRINGS.results} hidden={list.length === 0}>
        {groups.map((kind) => (
          <div key={kind} role="group" aria-label={GROUPS[kind]} className={styles['group']} data-kind={kind}>
            {list.map((choice, place) => (
              <Fragment key={keyOf(choice)}>
                {choice.kind === kind && (
                  // The keyboard works in the field (aria-activedescendant); the pointer works here.
                  // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                  <div ref={place === active ? reveal : null} id={`${id}-${place}`} role="option" tabIndex={-1} aria-selected={place === active} className={styles[kind]} onMouseDown={(event) => event.preventDefault()} onClick={() => onTake(choice)}>
                    <ChoiceRow choice={choice} />
                  </div>
                )}
              </Fragment>
            ))}
          </div>
        ))}
      </div>
      {list[0]?.kind === 'example' && <p className={styles['more']}>{FIND_STRINGS.examplesHint}</p>}
      {isNothing && <Nothing unreadable={unreadable} />}
      {found !== null && found.ids.length > hits && hits > 0 && <p className={styles['more']}>{FIND_STRINGS.more(found.ids.length - hits)}</p>}
      {found?.partly.map((partly) => <p key={partly.field} className={styles['more']}>{SEARCH_SENTENCES.partly(partly)}</p>)}
    </div>
  );
}

function reveal(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}

function keyOf(choice: Choice): string {
  switch (choice.kind) {
    case 'example':
      return choice.field;
    case 'completion':
      return `+${choice.completion.text}`;
    case 'hit':
      return choice.hit.id;
  }
}

function ChoiceRow({ choice }: { choice: Choice }) {
  switch (choice.kind) {
    case 'example':
      return <><code>{choice.text}</code><span>{FIELD_HINTS[choice.field]}</span></>;
    case 'completion': {
      const { text, field, count } = choice.completion;
      return <><code>{text}</code><span>{field === null ? FIND_STRINGS.have(count ?? 0) : FIELD_HINTS[field]}</span></>;
    }
    case 'hit':
      return <HitRow hit={choice.hit} />;
  }
}

function HitRow({ hit }: { hit: Hit }) {
  const named = parseObjectId(hit.id);
  return (
    <>
      {named !== null && <KindMark kind={named.kind} type={hit.type} />}
      <span className={styles['title']}>{hit.title}</span>
      <span className={styles['subtitle']}>{hit.subtitle}</span>
      <span className={styles['why']}>{hit.why}</span>
    </>
  );
}

function Nothing({ unreadable }: { unreadable: number }) {
  return (
    <div className={styles['nothing']}>
      <p className={styles['title']}>{FIND_STRINGS.nothing}</p>
      <ul>
        {FIND_STRINGS.hints.map((hint) => <li key={hint}>{hint}</li>)}
        {unreadable > 0 && <li>{FIND_STRINGS.missing(unreadable)}</li>}
      </ul>
    </div>
  );
}
