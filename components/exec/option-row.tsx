'use client';

import { useId, type ReactNode } from 'react';
import styles from './options-fold.module.css';

interface OptionRowProps {
  readonly label: string;
  /** What the choice means. */
  readonly hint: string;
  readonly isCaution?: boolean;
  readonly problem?: string | undefined;
  readonly children: ReactNode;
}

/** One option: its word, its choices, and below them what the chosen one means. */
export function OptionRow({ label, hint, isCaution = false, problem, children }: OptionRowProps) {
  return (
    <div className={styles['row']}>
      <span className={styles['label']}>{label}</span>
      <div className={styles['choices']}>{children}</div>
      <p className={styles['hint']} data-caution={isCaution || undefined}>{hint}</p>
      {problem !== undefined && <p className={styles['problem']} role="alert">{problem}</p>}
    </div>
  );
}

interface TypedFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly placeholder?: string;
  readonly problem?: string | null | undefined;
  readonly isNumber?: boolean;
}

/** Something typed, with what is wrong with it beside it. Its label stands for itself in a narrow place, so only screen readers get it. */
export function TypedField({ label, value, onValue, placeholder, problem = null, isNumber = false }: TypedFieldProps) {
  const id = useId();
  return (
    <span className={styles['field']}>
      <label className="unseen" htmlFor={id}>{label}</label>
      <input id={id} className={styles['input']} type="text" inputMode={isNumber ? 'numeric' : 'text'} autoComplete="off" autoCapitalize="off" spellCheck={false} placeholder={placeholder} value={value} aria-invalid={problem !== null} aria-describedby={problem === null ? undefined : `${id}-problem`} onChange={({ target }) => onValue(target.value)} />
      {problem !== null && <span id={`${id}-problem`} className={styles['problem']}>{problem}</span>}
    </span>
  );
}
