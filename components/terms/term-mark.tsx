'use client';

import { Icon } from '../ui/icon';
import type { TermName } from './man-pages';
import { TERM_STRINGS } from './strings';
import { Tipped } from './tipped';
import styles from './tipped.module.css';

/** The small i beside a heading: pointed at, focused or touched, it says what the heading means. */
export function TermMark({ term, title }: { term: TermName; title: string }) {
  return <Tipped term={term}><button type="button" className={styles['mark']} aria-label={TERM_STRINGS.about(title)}><Icon name="info" size={12} /></button></Tipped>;
}
