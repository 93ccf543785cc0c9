'use client';

import { Dialog } from '../ui/dialog';
import styles from './key-help.module.css';
import { KEY_HELP_STRINGS } from './strings';

/** The keys. */
export function KeyHelp({ isReadOnly, onClose }: { isReadOnly: boolean; onClose: () => void }) {
  return (
    <Dialog title={KEY_HELP_STRINGS.title} onClose={onClose}>
      <Rows rows={[...KEY_HELP_STRINGS.rows, ...(isReadOnly ? KEY_HELP_STRINGS.handRows : KEY_HELP_STRINGS.actRows)]} />
      {!isReadOnly && <p>{KEY_HELP_STRINGS.terminal}</p>}
      {!isReadOnly && <Rows rows={KEY_HELP_STRINGS.terminalRows} />}
      <p>{KEY_HELP_STRINGS.graph}</p>
    </Dialog>
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
