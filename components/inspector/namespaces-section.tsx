'use client';

import { processesOf } from '@/lib/members';
import { objectId, type ObjectId } from '@/lib/object-id';
import { containerTitle, podTitle } from '@/lib/object-title';
import { NAMESPACE_TYPES, type NamespaceType, type Snapshot } from '@/lib/schema';
import { sharedWith, type SharedNamespace, type Sharers } from '@/lib/sharing';
import { showText } from '@/lib/text';
import { ObjectLink } from '../objects/object-link';
import { TypeWord } from '../objects/type-sign';
import { Fold } from './fold';
import styles from './namespaces-section.module.css';
import { Section } from './section';
import { NAMESPACES_STRINGS } from './strings';

const LINKS_SHOWN = 4;

interface NamespacesSectionProps {
  readonly snapshot: Snapshot;
  readonly id: ObjectId;
  /** It has ended and left all but some: what is missing is not unreadable. */
  readonly hasLeft?: boolean;
}

/** The eight: whose each one is, and with whom it is shared. */
export function NamespacesSection({ snapshot, id, hasLeft = false }: NamespacesSectionProps) {
  const shared = sharedWith(snapshot, id) ?? [];
  const all = processesOf(snapshot, id)?.length ?? 0;
  return (
    <Section title={NAMESPACES_STRINGS.title} term="namespaces">
      <ul className={styles['list']}>
        {NAMESPACE_TYPES.map((type) => <TypeLine key={type} type={type} rows={shared.filter((row) => row.type === type)} all={all} hasLeft={hasLeft} />)}
      </ul>
    </Section>
  );
}

interface TypeLineProps {
  readonly type: NamespaceType;
  readonly rows: readonly SharedNamespace[];
  /** How many processes the object has. */
  readonly all: number;
  readonly hasLeft: boolean;
}

/** Of a type there may be several: the containers of a pod each have their own. */
function TypeLine({ type, rows, all, hasLeft }: TypeLineProps) {
  return (
    <li className={styles['line']}>
      <TypeWord type={type} />
      {rows.length === 1 ? (
        rows.map((row) => <One key={row.ino} row={row} all={all} hasLeft={hasLeft} />)
      ) : (
        <div className={styles['several']}>
          <Fold summary={NAMESPACES_STRINGS.several(rows.length)}>
            <ul>{rows.map((row) => <li key={row.ino} className={styles['one']}><One row={row} all={all} hasLeft={hasLeft} /></li>)}</ul>
          </Fold>
        </div>
      )}
    </li>
  );
}

function One({ row, all, hasLeft }: { row: SharedNamespace; all: number; hasLeft: boolean }) {
  const { ino, namespace } = row;
  if (ino === null) return <span className={styles[hasLeft ? 'left' : 'unknown']}>{hasLeft ? NAMESPACES_STRINGS.left : NAMESPACES_STRINGS.unknown}</span>;
  return (
    <>
      {namespace === null ? <code>{ino}</code> : <ObjectLink id={objectId('namespace', namespace.key)} mono>{ino}</ObjectLink>}
      <span className={styles['whose']} data-whose={whoseOf(row)}>{NAMESPACES_STRINGS[whoseOf(row)]}</span>
      {row.count < all && row.count > 0 && <span className={styles['detail']}>{NAMESPACES_STRINGS.some(row.count, all)}</span>}
      {!row.initial && <SharedWith sharers={row.with} />}
    </>
  );
}

function whoseOf({ initial, with: sharers }: SharedNamespace): 'hosts' | 'shared' | 'own' {
  if (initial) return 'hosts';
  return sharers.containers.length + sharers.processes.length > 0 || sharers.host ? 'shared' : 'own';
}

function SharedWith({ sharers }: { sharers: Sharers }) {
  const links = linksOf(sharers);
  if (links.length === 0) return null;
  return (
    <span className={styles['detail']}>
      {NAMESPACES_STRINGS.with}{' '}
      {links.slice(0, LINKS_SHOWN).map(({ id, title }, place) => (
        <span key={id}>
          {place > 0 && ', '}
          <ObjectLink id={id}>{title}</ObjectLink>
        </span>
      ))}
      {links.length > LINKS_SHOWN && ` ${NAMESPACES_STRINGS.andMore(links.length - LINKS_SHOWN)}`}
    </span>
  );
}

/** A pod stands for its containers. */
function linksOf({ pods, containers, processes }: Sharers): { id: ObjectId; title: string }[] {
  const named = new Set(pods.map(({ key }) => key));
  return [
    ...pods.map((pod) => ({ id: objectId('pod', pod.key), title: podTitle(pod) })),
    ...containers.filter(({ pod }) => pod === null || !named.has(pod)).map((row) => ({ id: objectId('container', row.key), title: containerTitle(row) })),
    ...processes.map((row) => ({ id: objectId('process', row.key), title: `${showText(row.comm)} ${row.pid}` })),
  ];
}
