'use client';

import { useEffect, useState } from 'react';

/** Which rows of a long list are in sight. All rows are of one height. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
  /** Height in pixels of the rows left out before and after. */
  readonly before: number;
  readonly after: number;
  /** Scrolls a row into sight. */
  readonly reveal: (row: number) => void;
}

const MORE_ROWS = 8;

interface Sight {
  readonly top: number;
  readonly height: number;
}

/** `scroller` is the element that scrolls, null until it is there. */
export function useWindow(scroller: HTMLElement | null, count: number, rowHeight: number): RowWindow {
  const [sight, setSight] = useState<Sight>({ top: 0, height: 800 });
  useEffect(() => (scroller === null ? undefined : watchSight(scroller, setSight)), [scroller]);

  const first = Math.floor(sight.top / rowHeight) - MORE_ROWS;
  const start = Math.max(0, Math.min(first, count - 1));
  const end = Math.min(count, Math.ceil((sight.top + sight.height) / rowHeight) + MORE_ROWS);
  const reveal = (row: number) => {
    if (scroller !== null) revealRow(scroller, row, rowHeight);
  };
  return { start, end, before: start * rowHeight, after: Math.max(0, count - end) * rowHeight, reveal };
}

function watchSight(scroller: HTMLElement, setSight: (sight: Sight) => void): () => void {
  const look = () => setSight({ top: scroller.scrollTop, height: scroller.clientHeight });
  const observer = new ResizeObserver(look);
  observer.observe(scroller);
  scroller.addEventListener('scroll', look, { passive: true });
  return () => {
    observer.disconnect();
    scroller.removeEventListener('scroll', look);
  };
}

/** One row height above is left free for a heading that sticks to the top. */
function revealRow(scroller: HTMLElement, row: number, rowHeight: number): void {
  const top = row * rowHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + 2 * rowHeight > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + 2 * rowHeight - scroller.clientHeight;
}
