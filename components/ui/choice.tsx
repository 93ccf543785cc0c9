'use client';

import { useId } from 'react';
import styles from './choice.module.css';
import { Icon, type IconName } from './icon';

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon?: IconName; readonly title?: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Show the icons alone; the words stay for screen readers. */
  readonly iconsOnly?: boolean;
  /** In a bar with little room only what is chosen keeps its word for the eye: `early` where more stands beside it. */
  readonly folds?: 'early' | 'late';
}

/** One of a few, side by side: radio buttons, with all that the keyboard knows of them. */
export function Choice<T extends string>({ legend, options, value, onChange, iconsOnly = false, folds }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles['choice']} data-folds={folds}>
      <legend className="unseen">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles['option']} title={option.title ?? (iconsOnly ? option.label : undefined)}>
          <input className={styles['input']} type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.icon !== undefined && <Icon name={option.icon} />}
          <span className={wordStyle(iconsOnly, folds !== undefined)}>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function wordStyle(iconsOnly: boolean, folds: boolean): string | undefined {
  if (iconsOnly) return 'unseen';
  return folds ? `unseen ${styles['word']}` : undefined;
}
