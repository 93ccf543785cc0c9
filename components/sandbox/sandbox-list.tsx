'use client';

import { objectOfSandbox } from '@/lib/sandbox-of';
import type { ObjectId } from '@/lib/object-id';
import type { Sandbox } from '@/lib/sandbox-schema';
import type { Snapshot } from '@/lib/schema';
import { FailureNotice } from '../failure-notice';
import { Told } from '../language/told';
import { TypeWord } from '../objects/type-sign';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import styles from './sandbox-list.module.css';
import { SANDBOX_STRINGS } from './strings';
import type { Sandboxes } from './use-sandboxes';

interface SandboxListProps {
  readonly snapshot: Snapshot;
  readonly sandboxes: Sandboxes;
  readonly refused: string | null;
  readonly onShow: (id: ObjectId) => void;
}

/** What was made here before: to go to, or to remove. */
export function SandboxList({ snapshot, sandboxes, refused, onShow }: SandboxListProps) {
  const { list, failure, doing, remove } = sandboxes;
  return (
    <section aria-label={SANDBOX_STRINGS.list}>
      <h3 className={styles['heading']}>{SANDBOX_STRINGS.list}</h3>
      {failure !== null && <FailureNotice title={SANDBOX_STRINGS.listFailed} answer={failure} />}
      {list?.trouble != null && <Notice tone="caution" title={SANDBOX_STRINGS.pinnedUnknown}><Told text={list.trouble.message} /></Notice>}
      {list?.sandboxes.length === 0 && <p className={styles['none']}>{SANDBOX_STRINGS.none}</p>}
      <ul>
        {list?.sandboxes.map((row) => (
          <li key={row.name} className={styles['row']}>
            <Name row={row} id={objectOfSandbox(snapshot, row)} onShow={onShow} />
            <span className={styles['types']}>{row.namespaces.map(({ type }) => <TypeWord key={type} type={type} />)}</span>
            <span className={styles['facts']}>{factsOf(row)}</span>
            <Button look="quiet" disabled={refused !== null || doing.kind === 'doing'} title={SANDBOX_STRINGS.removeHint} aria-label={SANDBOX_STRINGS.removeNamed(row.name)} onClick={() => void remove(row.name)}>{SANDBOX_STRINGS.remove}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Name({ row: { name }, id, onShow }: { row: Sandbox; id: ObjectId | null; onShow: (id: ObjectId) => void }) {
  if (id === null) return <strong>{name}</strong>;
  return <Button look="link" aria-label={SANDBOX_STRINGS.show(name)} onClick={() => onShow(id)}>{name}</Button>;
}

function factsOf({ address, pinned, ended }: Sandbox): string {
  const facts = [address, pinned ? SANDBOX_STRINGS.pinned.toLowerCase() : null, ended === null ? null : SANDBOX_STRINGS.endedTitle.toLowerCase()];
  return facts.filter((fact) => fact !== null).join(', ');
}
