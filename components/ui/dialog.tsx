'use client';

import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from './button';
import styles from './dialog.module.css';
import { UI_STRINGS } from './strings';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions: ReactNode;
  /** Escape, and the cross. */
  readonly onClose: () => void;
}

/** Asks before something is done; it is there as long as it is rendered. The browser keeps the focus in it. */
export function Dialog({ title, children, actions, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    // Escape is the dialog's alone: what it was opened from stays open.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog ref={dialog} className={styles['dialog']} aria-label={title} onKeyDown={(event) => { if (event.key === 'Escape') event.stopPropagation(); }} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className={styles['head']}>
        <h2>{title}</h2>
        <Button look="quiet" icon="close" aria-label={UI_STRINGS.close} onClick={onClose} />
      </div>
      <div className={styles['body']}>{children}</div>
      <div className={styles['actions']}>{actions}</div>
    </dialog>
  );
}
