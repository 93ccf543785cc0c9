'use client';

import { parseObjectId, type ObjectId } from '@/lib/object-id';
import type { NamespaceType } from '@/lib/schema';
import { TypeWord } from '../objects/type-sign';
import { Choice } from '../ui/choice';
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
  const types = typesOf(draft.way, target, draft.custom);
  const choose = (way: JoinWay) => onDraft({ ...draft, way, custom: way === 'custom' ? types : draft.custom });
  return (
    <div className={styles['choice']}>
      <span className={styles['label']}>{EXEC_STRINGS.join}</span>
      <Choice legend={EXEC_STRINGS.join} options={optionsFor(id)} value={draft.way} onChange={choose} />
      {draft.way === 'custom' ? <EachType target={target} draft={draft} onDraft={onDraft} /> : <Joined types={types} hint={EXEC_STRINGS.ways[draft.way].hint} />}
      {types.length === 0 && <p className={styles['problem']}>{draft.way === 'net' ? EXEC_STRINGS.noNet : EXEC_STRINGS.nothingJoined}</p>}
    </div>
  );
}

function optionsFor(id: ObjectId) {
  const kind = parseObjectId(id)?.kind ?? 'process';
  return JOIN_WAYS.map((value) => {
    const { label, hint } = EXEC_STRINGS.ways[value];
    return { value, label: value === 'like' ? EXEC_STRINGS.likeLabels[kind] : label, title: hint };
  });
}

function Joined({ types, hint }: { types: readonly NamespaceType[]; hint: string }) {
  return (
    <p className={styles['joined']}>
      {types.map((type) => <TypeWord key={type} type={type} />)}
      <span className={styles['hint']}>{hint}</span>
    </p>
  );
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
