'use client';

import { useState, type ReactNode } from 'react';
import { formatCount } from '@/lib/count-text';
import styles from './disclosure.module.css';
import { Icon } from './icon';

interface DisclosureProps {
  readonly title: string;
  /** Beside the title: a count, a hint. */
  readonly aside?: ReactNode;
  readonly open?: boolean;
  /** Made only when open. */
  readonly children: ReactNode;
}

/** A heading that folds what is below it. */
export function Disclosure({ title, aside, open = false, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(open);
  return (
    <section className={styles['section']}>
      <h3>
        <button type="button" className={styles['toggle']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span className={styles['arrow']} data-open={isOpen || undefined}><Icon name="right" size={12} /></span>
          <span>{title}</span>
          {aside !== undefined && <span className={styles['aside']}>{typeof aside === 'number' ? formatCount(aside) : aside}</span>}
        </button>
      </h3>
      {isOpen && <div className={styles['body']}>{children}</div>}
    </section>
  );
}
