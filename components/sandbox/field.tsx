'use client';

import { useId, type ReactNode } from 'react';
import styles from './sandbox-form.module.css';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: string | undefined;
  readonly hint?: string;
  /** The label is for screen readers: a heading says it. */
  readonly isBare?: boolean;
  readonly placeholder?: string;
  readonly isNumber?: boolean;
}

/** A line to type in, and beside it what is wrong with it. */
export function Field({ label, value, onChange, problem, hint, isBare = false, placeholder, isNumber = false }: FieldProps) {
  const id = useId();
  return (
    <div className={styles['field']}>
      <label className={isBare ? 'unseen' : styles['label']} htmlFor={id}>{label}</label>
      <input
        id={id} className={styles['input']} type="text" inputMode={isNumber ? 'numeric' : undefined} autoComplete="off" autoCapitalize="off" spellCheck={false} placeholder={placeholder}
        value={value} aria-invalid={problem !== undefined} aria-describedby={`${id}-says`} onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${id}-says`} className={problem === undefined ? styles['hint'] : styles['problem']}>{problem ?? hint}</p>
    </div>
  );
}

/** A part of the form under its heading. */
export function Part({ title, problem, children }: { title: string; problem?: string | undefined; children: ReactNode }) {
  return (
    <fieldset className={styles['part']}>
      <legend className={styles['heading']}>{title}</legend>
      {children}
      {problem !== undefined && <p className={styles['problem']} role="alert">{problem}</p>}
    </fieldset>
  );
}
