'use client';

import { useId } from 'react';
import { NAMESPACE_TYPES, type NamespaceType } from '@/lib/schema';
import { TypeWord } from '../objects/type-sign';
import { Part } from './field';
import styles from './sandbox-form.module.css';
import { SANDBOX_STRINGS, TYPE_SENTENCES } from './strings';

interface TypeChoiceProps {
  readonly types: readonly NamespaceType[];
  readonly onTypes: (types: readonly NamespaceType[]) => void;
  readonly isPrivileged: boolean;
  readonly problem: string | undefined;
}

/** The eight, each with what it keeps apart. */
export function TypeChoice({ types, onTypes, isPrivileged, problem }: TypeChoiceProps) {
  const id = useId();
  const toggle = (type: NamespaceType, isOn: boolean) => onTypes(NAMESPACE_TYPES.filter((other) => (other === type ? isOn : types.includes(other))));
  return (
    <Part title={SANDBOX_STRINGS.types} problem={problem}>
      <ul className={styles['types']}>
        {NAMESPACE_TYPES.map((type) => (
          <li key={type}>
            <label className={styles['type']} data-on={types.includes(type) || undefined}>
              <input type="checkbox" checked={types.includes(type)} disabled={!isPrivileged && type === 'user'} aria-describedby={`${id}-${type}`} onChange={({ target }) => toggle(type, target.checked)} />
              <TypeWord type={type} />
              <span id={`${id}-${type}`} className={styles['sentence']}>{TYPE_SENTENCES[type]}</span>
            </label>
          </li>
        ))}
      </ul>
      <p className={styles['hint']}>{isPrivileged ? SANDBOX_STRINGS.others : SANDBOX_STRINGS.userNeeded}</p>
    </Part>
  );
}
