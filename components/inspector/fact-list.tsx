import type { ReactNode } from 'react';
import { Copyable } from '../ui/copy';
import styles from './fact-list.module.css';

export function FactList({ children }: { children: ReactNode }) {
  return <dl className={styles['list']}>{children}</dl>;
}

interface FactProps {
  readonly name: string;
  /** What the name means, for the tooltip. */
  readonly hint?: string;
  readonly children: ReactNode;
}

export function Fact({ name, hint, children }: FactProps) {
  return (
    <div className={styles['fact']}>
      <dt title={hint}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A fact that is one text: shown whole, copied whole. */
export function TextFact({ name, hint, text, mono = true }: { name: string; hint?: string; text: string; mono?: boolean }) {
  return (
    <Fact name={name} {...(hint === undefined ? {} : { hint })}>
      <span className={mono ? styles['mono'] : undefined}><Copyable text={text} what={name} mono={mono} /></span>
    </Fact>
  );
}
