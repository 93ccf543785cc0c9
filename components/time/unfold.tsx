'use client';

import type { ReactNode } from 'react';
import { Icon } from '../ui/icon';
import { useUnfolding } from '../ui/use-unfolding';
import styles from './unfold.module.css';

interface UnfoldProps {
  readonly label: string;
  readonly hint: string;
  readonly face: ReactNode;
  readonly children: (close: () => void) => ReactNode;
}

/** A button with words of its own and a panel below it. */
export function Unfold({ label, hint, face, children }: UnfoldProps) {
  const { root, panel, at, toggle, close, onKeyDown } = useUnfolding<HTMLDivElement>();
  return (
    // The keys are those of the buttons inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={root} className={styles['unfold']} onKeyDown={onKeyDown}>
      <button type="button" className={styles['face']} title={hint} aria-expanded={at !== null} onClick={toggle}>
        <span className="unseen">{label}: </span>
        {face}
        <Icon name="down" size={11} />
      </button>
      {at !== null && (
        // A list that scrolls by itself must be reached by the keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div ref={panel} className={styles['panel']} role="region" aria-label={label} tabIndex={0} style={at}>{children(close)}</div>
      )}
    </div>
  );
}
