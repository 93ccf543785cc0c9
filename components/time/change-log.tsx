'use client';

import type { Happening, LogEntry, Turn } from '@/lib/happenings';
import { KindMark } from '../objects/kind-mark';
import { useSelect } from '../objects/select-context';
import styles from './change-log.module.css';
import { TIME_STRINGS } from './strings';
import { clockTime, turnsInWords } from './words';

export const SIGN_BY_TURN: Readonly<Record<Turn, string>> = { added: '+', removed: '−', changed: '~' };

interface ChangeLogProps {
  readonly log: readonly LogEntry[];
  readonly isThere: (happening: Happening) => boolean;
  /** Somebody went to one of them. */
  readonly onGo: () => void;
}

/** What came and went, newest first; what is still there can be gone to. */
export function ChangeLog({ log, isThere, onGo }: ChangeLogProps) {
  if (log.length === 0) return <p className={styles['empty']}>{TIME_STRINGS.empty}</p>;
  return (
    <ol className={styles['log']}>
      {log.map((entry, at) => (
        <li key={log.length - at}>
          <p className={styles['head']}>
            <time dateTime={new Date(entry.time).toISOString()}>{clockTime(entry.time)}</time>
            <span>{turnsInWords(entry.counts)}</span>
          </p>
          <ul>
            {entry.happenings.map((happening) => <li key={`${happening.turn} ${happening.id}`}><HappeningRow happening={happening} isThere={isThere(happening)} onGo={onGo} /></li>)}
          </ul>
          {entry.leftOut > 0 && <p className={styles['more']}>{TIME_STRINGS.leftOut(entry.leftOut)}</p>}
        </li>
      ))}
    </ol>
  );
}

interface HappeningRowProps {
  readonly happening: Happening;
  readonly isThere: boolean;
  readonly onGo?: () => void;
  /** What is said of it beside its name. */
  readonly aside?: string | undefined;
  /** Why what came is not there. */
  readonly absent?: string;
}

/** A sign, what it is, its name. What came and is not there leads nowhere. */
export function HappeningRow({ happening, isThere, onGo, aside, absent = TIME_STRINGS.gone }: HappeningRowProps) {
  const select = useSelect();
  const { turn, kind, type, title, id, pid } = happening;
  const name = (
    <>
      <span className={styles['sign']} data-turn={turn} aria-hidden="true">{SIGN_BY_TURN[turn]}</span>
      <span className="unseen">{TIME_STRINGS.turns[turn]}</span>
      <KindMark kind={kind} type={type} />
      <span className={styles['title']}>{title}</span>
      {pid !== null && <span className={styles['aside']}>{pid}</span>}
      {aside !== undefined && <span className={styles['aside']}>{aside}</span>}
    </>
  );
  const go = () => {
    select(id);
    onGo?.();
  };
  if (isThere) return <button type="button" className={styles['row']} onClick={go}>{name}</button>;
  return <span className={styles['row']}>{name}{turn === 'added' && <span className={styles['aside']}>{absent}</span>}</span>;
}
