'use client';

import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { Button } from './button';
import styles from './dialog.module.css';
import { UI_STRINGS } from './strings';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The buttons at its end. */
  readonly actions?: ReactNode;
  /** Broad, for what has parts of its own from edge to edge; the title stays in sight. */
  readonly isWide?: boolean;
  /** Escape, and the cross. */
  readonly onClose: () => void;
}

/** In front of everything else, as long as it is rendered. The browser keeps the focus in it, and gives it back. */
export function Dialog({ title, children, actions, isWide = false, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Before it is out of the document: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Else it is on the cross.
    heading.current?.focus();
    return () => shown?.close();
  }, []);
  return (
    // Escape is the dialog's alone: what it was opened from stays open.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog ref={dialog} className={styles['dialog']} data-wide={isWide || undefined} aria-label={title} onKeyDown={(event) => { if (event.key === 'Escape') event.stopPropagation(); }} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className={styles['head']}>
        <h2 ref={heading} tabIndex={-1}>{title}</h2>
        <Button look="quiet" icon="close" aria-label={UI_STRINGS.close} onClick={onClose} />
      </div>
      <div className={styles['body']}>{children}</div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </dialog>
  );
}
