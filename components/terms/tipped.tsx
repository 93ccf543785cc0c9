'use client';

import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { MAN_BY_TERM, type TermName } from './man-pages';
import { TERM_SENTENCES, TERM_STRINGS } from './strings';
import styles from './tipped.module.css';

/** Time to go from the thing to its tip without losing it. */
const LEAVE_MS = 200;

interface TippedProps {
  readonly term: TermName;
  /** Beside the sentence: what a press does. */
  readonly hint?: string;
  /** One thing that can have the focus. */
  readonly children: ReactNode;
}

/** Its term explained, while the pointer or the focus is on it: it stays for the pointer, and Escape takes it away (WCAG 1.4.13). */
export function Tipped({ term, hint, children }: TippedProps) {
  const [isOpen, setOpen] = useState(false);
  const leaving = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const whole = useRef<HTMLSpanElement>(null);
  const id = useId();
  useEscape(isOpen, () => setOpen(false));
  // What it hangs on belongs to the child, which does not know of it.
  useLayoutEffect(() => {
    const thing = whole.current?.firstElementChild;
    if (isOpen) thing?.setAttribute('aria-describedby', id);
    else thing?.removeAttribute('aria-describedby');
  }, [isOpen, id]);
  useEffect(() => () => clearTimeout(leaving.current), []);
  const open = () => {
    clearTimeout(leaving.current);
    setOpen(true);
  };
  return (
    // The pointer and the focus only pass through it.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <span
      ref={whole} className={styles['whole']} onMouseEnter={open} onFocus={open}
      onMouseLeave={() => { leaving.current = setTimeout(() => setOpen(false), LEAVE_MS); }} onBlur={() => setOpen(false)}
    >
      {children}
      {isOpen && <Tip id={id} term={term} hint={hint} />}
    </span>
  );
}

function Tip({ id, term, hint }: { id: string; term: TermName; hint: string | undefined }) {
  const tip = useRef<HTMLSpanElement>(null);
  const man = MAN_BY_TERM[term];
  useLayoutEffect(() => {
    const shown = tip.current;
    const thing = shown?.parentElement?.firstElementChild;
    if (shown === null || thing === null || thing === undefined) return;
    shown.showPopover();
    place(shown, thing.getBoundingClientRect());
  }, []);
  return (
    <span ref={tip} id={id} role="tooltip" popover="manual" className={styles['tip']}>
      <span>{TERM_SENTENCES[term]}</span>
      {hint !== undefined && <span className={styles['aside']}>{hint}</span>}
      {man !== null && <span className={styles['aside']}>{TERM_STRINGS.manual(man)}</span>}
    </span>
  );
}

const GAP = 6;

/** Below the thing, above it where there is no room; never out of the window. */
function place(tip: HTMLElement, thing: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const below = thing.bottom + GAP;
  const top = below + height > window.innerHeight ? Math.max(GAP, thing.top - GAP - height) : below;
  tip.style.left = `${Math.max(GAP, Math.min(thing.left, window.innerWidth - width - GAP))}px`;
  tip.style.top = `${top}px`;
}

/** Before the page hears it: Escape takes the tip away and nothing else. */
function useEscape(isOpen: boolean, close: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listener, { capture: true });
    return () => document.removeEventListener('keydown', listener, { capture: true });
  }, [isOpen]);
}
