'use client';

import { useState, type Key, type ReactNode } from 'react';
import { Button } from './button';
import styles from './long-list.module.css';
import { UI_STRINGS } from './strings';
import { useWindow } from './use-window';

const SHOWN = 12;
export const ROW_HEIGHT = 28;

interface LongListProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T, place: number) => Key;
  /** The inside of one row, ROW_HEIGHT high. */
  readonly children: (row: T) => ReactNode;
}

/** The first rows, and all of thousands on request, of which those in sight are made. */
export function LongList<T>({ label, rows, keyOf, children }: LongListProps<T>) {
  const [isWhole, setWhole] = useState(false);
  const items = (from: number, to: number) => rows.slice(from, to).map((row, at) => <li key={keyOf(row, from + at)}>{children(row)}</li>);
  if (rows.length <= SHOWN) return <ul>{items(0, SHOWN)}</ul>;
  if (isWhole) return <Whole label={label} count={rows.length}>{items}</Whole>;
  return (
    <>
      <ul>{items(0, SHOWN)}</ul>
      <Button look="link" onClick={() => setWhole(true)}>{UI_STRINGS.all(rows.length)}</Button>
    </>
  );
}

function Whole({ label, count, children }: { label: string; count: number; children: (from: number, to: number) => ReactNode }) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const sight = useWindow(scroller, count, ROW_HEIGHT);
  return (
    // A list that scrolls by itself must be reached by the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={setScroller} className={styles['whole']} tabIndex={0} role="group" aria-label={label}>
      <ul style={{ paddingTop: sight.before, paddingBottom: sight.after }}>{children(sight.start, sight.end)}</ul>
    </div>
  );
}
