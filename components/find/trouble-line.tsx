import type { QueryTrouble } from '@/lib/query-parse';
import { UI_STRINGS } from '../ui/strings';
import { FIND_STRINGS, SEARCH_SENTENCES } from './strings';
import styles from './trouble-line.module.css';

/** Something is missing at the end, and the person is still typing. */
export function isUnfinished({ end, expected }: QueryTrouble, query: string): boolean {
  return end >= query.length && ['value', 'quote', 'term'].includes(expected.kind);
}

interface TroubleLineProps {
  readonly id?: string;
  readonly query: string;
  readonly trouble: QueryTrouble;
  /** The last query that could be read found something that is still shown. */
  readonly hasLast: boolean;
}

/** The query with the place that cannot be read marked, and what was expected there. */
export function TroubleLine({ id, query, trouble, hasLast }: TroubleLineProps) {
  const unfinished = isUnfinished(trouble, query);
  const marked = query.slice(trouble.start, trouble.end);
  return (
    <div id={id} className={styles['trouble']} data-unfinished={unfinished || undefined}>
      <p className={styles['query']}>
        {query.slice(0, trouble.start)}
        <mark>{marked === '' ? ' ' : marked}</mark>
        {query.slice(trouble.end)}
      </p>
      <p>
        <strong>{unfinished ? FIND_STRINGS.unfinished : FIND_STRINGS.wrong}{UI_STRINGS.stop}</strong> {SEARCH_SENTENCES.expected(trouble.expected)}
        {!unfinished && hasLast && ` ${FIND_STRINGS.stays}`}
      </p>
    </div>
  );
}
