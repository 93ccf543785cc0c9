'use client';

import { useId } from 'react';
import { parseObjectId, type ObjectId } from '@/lib/object-id';
import type { NamespaceType } from '@/lib/schema';
import { TypeWord } from '../objects/type-sign';
import type { Draft } from './draft';
import styles from './join-choice.module.css';
import { JOIN_WAYS, typesOf, type JoinTarget, type JoinWay } from './join-target';
import { EXEC_STRINGS } from './strings';

interface JoinChoiceProps {
  readonly target: JoinTarget;
  readonly id: ObjectId;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
}

/** Which namespaces are joined: three ways, and below them exactly which. */
export function JoinChoice({ target, id, draft, onDraft }: JoinChoiceProps) {
  const group = useId();
  const types = typesOf(draft.way, target, draft.custom);
  return (
    <fieldset className={styles['choice']}>
      <legend>{EXEC_STRINGS.join}</legend>
      <div className={styles['ways']}>
        {JOIN_WAYS.map((way) => <Way key={way} way={way} group={group} id={id} isChosen={draft.way === way} onChoose={() => onDraft({ ...draft, way, custom: way === 'custom' ? types : draft.custom })} />)}
      </div>
      {draft.way === 'custom' ? <EachType target={target} draft={draft} onDraft={onDraft} /> : <Joined types={types} />}
      {types.length === 0 && <p className={styles['problem']}>{draft.way === 'net' ? EXEC_STRINGS.noNet : EXEC_STRINGS.nothingJoined}</p>}
    </fieldset>
  );
}

interface WayProps {
  readonly way: JoinWay;
  readonly group: string;
  readonly id: ObjectId;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Way({ way, group, id, isChosen, onChoose }: WayProps) {
  const kind = parseObjectId(id)?.kind ?? 'process';
  const { label, hint } = EXEC_STRINGS.ways[way];
  return (
    <label className={styles['way']} title={hint}>
      <input type="radio" name={group} checked={isChosen} onChange={onChoose} />
      <span className={styles['label']}>{way === 'like' ? EXEC_STRINGS.likeLabels[kind] : label}</span>
      <span className={styles['hint']}>{hint}</span>
    </label>
  );
}

function Joined({ types }: { types: readonly NamespaceType[] }) {
  return <p className={styles['joined']}>{types.map((type) => <TypeWord key={type} type={type} />)}</p>;
}

function EachType({ target, draft, onDraft }: Omit<JoinChoiceProps, 'id'>) {
  const toggle = (type: NamespaceType, isOn: boolean) => onDraft({ ...draft, custom: isOn ? [...draft.custom, type] : draft.custom.filter((other) => other !== type) });
  return (
    <ul className={styles['each']}>
      {target.joinable.map(({ type, ino, isOurs }) => (
        <li key={type}>
          <label className={styles['type']}>
            <input type="checkbox" checked={draft.custom.includes(type)} onChange={(event) => toggle(type, event.target.checked)} />
            <TypeWord type={type} />
            <code>{ino}</code>
            {isOurs && <span className={styles['ours']} title={EXEC_STRINGS.oursHint}>{EXEC_STRINGS.ours}</span>}
          </label>
        </li>
      ))}
    </ul>
  );
}
