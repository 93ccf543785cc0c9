'use client';

import { useEffect, useEffectEvent } from 'react';
import type { Exported } from '@/lib/export';

/** What the picture on the page is made of, and where its camera stands. */
export type ShownPicture = NonNullable<Exported['picture']> & Pick<Exported, 'seen'>;

/** There is one picture on the page; it is asked when somebody exports. */
let ask: (() => ShownPicture | null) | null = null;

/** The picture tells what it shows, as long as it is there. */
export function useShownPicture(tell: () => ShownPicture | null): void {
  const answer = useEffectEvent(tell);
  useEffect(() => {
    const mine = () => answer();
    ask = mine;
    return () => {
      if (ask === mine) ask = null;
    };
  }, []);
}

/** Null where no picture is, or none is laid out yet. */
export function shownPicture(): ShownPicture | null {
  return ask?.() ?? null;
}
