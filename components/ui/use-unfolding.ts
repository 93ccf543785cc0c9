'use client';

import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useClosing } from './use-closing';

const GAP = 4;
const EDGE = 8;

interface Unfolding<Panel> {
  /** The button, and what it unfolds. */
  readonly root: RefObject<HTMLDivElement | null>;
  readonly panel: RefObject<Panel | null>;
  /** Where the panel lies in the window, in pixels; null while it is folded. */
  readonly at: { readonly top: number; readonly left: number } | null;
  readonly toggle: () => void;
  readonly close: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A panel below its button, on top of the page and whatever scrolls or clips around it; what is wider than the room to its right moves left. */
export function useUnfolding<Panel extends HTMLElement>(): Unfolding<Panel> {
  const [at, setAt] = useState<Unfolding<Panel>['at']>(null);
  const root = useRef<HTMLDivElement>(null);
  const panel = useRef<Panel>(null);
  const close = () => setAt(null);
  const onKeyDown = useClosing(root, at !== null, close);
  const toggle = () => {
    const box = root.current?.getBoundingClientRect();
    setAt(at !== null || box === undefined ? null : { top: box.bottom + GAP, left: box.left });
  };
  useEffect(() => {
    if (at === null) return undefined;
    const onResize = () => setAt(null);
    keepInWindow(panel.current);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, [at]);
  return { root, panel, at, toggle, close, onKeyDown };
}

function keepInWindow(panel: HTMLElement | null): void {
  if (panel === null) return;
  const over = panel.getBoundingClientRect().right + EDGE - innerWidth;
  if (over > 0) panel.style.left = `${Math.max(EDGE, panel.offsetLeft - over)}px`;
}
