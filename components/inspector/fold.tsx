'use client';

import { useState, type ReactNode } from 'react';
import { Icon } from '../ui/icon';
import styles from './fold.module.css';

/** A line that opens to more, inside of a section. */
export function Fold({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles['fold']}>
      <button type="button" className={styles['toggle']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={styles['arrow']} data-open={isOpen || undefined}><Icon name="right" size={11} /></span>
        {summary}
      </button>
      {isOpen && children}
    </div>
  );
}
