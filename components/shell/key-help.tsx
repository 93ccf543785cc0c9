'use client';

import { useState } from 'react';
import { ACTION_BY_KEY, keyName } from '../actions/key-actions';
import { ACTION_STRINGS, PALETTE_STRINGS } from '../actions/strings';
import { Dialog } from '../ui/dialog';
import styles from './key-help.module.css';
import { KEY_HELP_STRINGS } from './strings';
import { heardKeys } from './use-keys';

/** The keys that do something now, from the list that the page hears by; and those of the panels. */
export function KeyHelp({ isReadOnly, onClose }: { isReadOnly: boolean; onClose: () => void }) {
  const [heard] = useState(heardKeys);
  return (
    <Dialog title={KEY_HELP_STRINGS.title} onClose={onClose}>
      <Rows rows={[[['Ctrl', 'K'], PALETTE_STRINGS.openHint], ...heard.map((key) => [[keyName(key)], ACTION_STRINGS[ACTION_BY_KEY[key]]] as const)]} />
      <p>{KEY_HELP_STRINGS.graph}</p>
      {!isReadOnly && <Rows rows={KEY_HELP_STRINGS.actRows} />}
      {!isReadOnly && <p>{KEY_HELP_STRINGS.terminal}</p>}
      {!isReadOnly && <Rows rows={KEY_HELP_STRINGS.terminalRows} />}
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
