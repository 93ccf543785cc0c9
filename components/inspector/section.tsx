import type { ReactNode } from 'react';
import styles from './section.module.css';

/** A part of a panel that is always open. */
export function Section({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles['section']} aria-label={title}>
      {title !== undefined && (
        <h3 className={styles['title']}>
          {title}
          {aside !== undefined && <span className={styles['aside']}>{aside}</span>}
        </h3>
      )}
      {children}
    </section>
  );
}
