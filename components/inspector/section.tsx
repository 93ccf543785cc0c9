import type { ReactNode } from 'react';
import { formatCount } from '@/lib/count-text';
import type { TermName } from '../terms/man-pages';
import { TermMark } from '../terms/term-mark';
import styles from './section.module.css';

/** A part of a panel that is always open. Its term, when it is one, is explained beside it. */
export function Section({ title, term, aside, children }: { title?: string; term?: TermName; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles['section']} aria-label={title}>
      {title !== undefined && (
        <h3 className={styles['title']}>
          {title}
          {term !== undefined && <TermMark term={term} title={title} />}
          {aside !== undefined && <span className={styles['aside']}>{typeof aside === 'number' ? formatCount(aside) : aside}</span>}
        </h3>
      )}
      {children}
    </section>
  );
}
