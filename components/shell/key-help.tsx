'use client';

import { useEffect, useRef } from 'react';
import { Button } from '../ui/button';
import { UI_STRINGS } from '../ui/strings';
import styles from './key-help.module.css';
import { KEY_HELP_STRINGS } from './strings';

/** The keys, in a dialog of the browser's own: it keeps the focus and gives it back. */
export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-label={KEY_HELP_STRINGS.title} onClose={onClose}>
      <div className={styles['head']}>
        <h2>{KEY_HELP_STRINGS.title}</h2>
        <Button look="quiet" icon="close" aria-label={UI_STRINGS.close} onClick={onClose} />
      </div>
      <Rows rows={KEY_HELP_STRINGS.rows} />
      <p className={styles['graph']}>{KEY_HELP_STRINGS.terminal}</p>
      <Rows rows={KEY_HELP_STRINGS.terminalRows} />
      <p className={styles['graph']}>{KEY_HELP_STRINGS.graph}</p>
    </dialog>
  );
}

function Rows({ rows }: { rows: readonly (readonly [readonly string[], string])[] }) {
  return (
    <dl>
      {rows.map(([keys, words]) => (
        <div key={words} className={styles['row']}>
          <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
