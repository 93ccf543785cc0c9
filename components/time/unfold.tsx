'use client';

import { useRef, useState, type ReactNode } from 'react';
import { Icon } from '../ui/icon';
import { useClosing } from '../ui/use-closing';
import styles from './unfold.module.css';

const PANEL_WIDTH = 340;

interface UnfoldProps {
  readonly label: string;
  readonly hint: string;
  readonly face: ReactNode;
  readonly children: (close: () => void) => ReactNode;
}

/** A button with words of its own and a panel below it, which lies over all else: what it stands in may scroll. */
export function Unfold({ label, hint, face, children }: UnfoldProps) {
  const [at, setAt] = useState<{ readonly top: number; readonly left: number } | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const close = () => setAt(null);
  const isOpen = at !== null;
  const onKeyDown = useClosing(root, isOpen, close);
  const toggle = () => {
    const box = root.current?.getBoundingClientRect();
    setAt(isOpen || box === undefined ? null : { top: box.bottom + 4, left: Math.max(8, Math.min(box.left, window.innerWidth - PANEL_WIDTH - 8)) });
  };
  return (
    // The keys are those of the buttons inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={root} className={styles['unfold']} onKeyDown={onKeyDown}>
      <button type="button" className={styles['face']} title={hint} aria-expanded={isOpen} onClick={toggle}>
        <span className="unseen">{label}: </span>
        {face}
        <Icon name="down" size={11} />
      </button>
      {at !== null && (
        // A list that scrolls by itself must be reached by the keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={styles['panel']} role="region" aria-label={label} tabIndex={0} style={{ ...at, width: `min(${PANEL_WIDTH}px, calc(100vw - 16px))` }}>{children(close)}</div>
      )}
    </div>
  );
}
