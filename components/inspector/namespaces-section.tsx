'use client';

import { processesOf } from '@/lib/members';
import { objectId, type ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { sharedWith, type SharedNamespace, type Sharers } from '@/lib/sharing';
import { showText } from '@/lib/text';
import { containerTitle, podTitle } from '../objects/naming';
import { ObjectLink } from '../objects/object-link';
import { TypeWord } from '../objects/type-sign';
import styles from './namespaces-section.module.css';
import { Section } from './section';
import { NAMESPACES_STRINGS } from './strings';

const LINKS_SHOWN = 4;

interface NamespacesSectionProps {
  readonly snapshot: Snapshot;
  readonly id: ObjectId;
}

/** The eight: whose each one is, and with whom it is shared. */
export function NamespacesSection({ snapshot, id }: NamespacesSectionProps) {
  const shared = sharedWith(snapshot, id) ?? [];
  const all = processesOf(snapshot, id)?.length ?? 0;
  return (
    <Section title={NAMESPACES_STRINGS.title}>
      <ul className={styles['list']}>
        {shared.map((row) => <NamespaceLine key={`${row.type} ${row.ino ?? ''}`} row={row} all={all} />)}
      </ul>
    </Section>
  );
}

function NamespaceLine({ row, all }: { row: SharedNamespace; all: number }) {
  const { type, ino, namespace } = row;
  return (
    <li className={styles['line']}>
      <TypeWord type={type} />
      {ino === null && <span className={styles['unknown']}>{NAMESPACES_STRINGS.unknown}</span>}
      {ino !== null && (namespace === null ? <code>{ino}</code> : <ObjectLink id={objectId('namespace', namespace.key)} mono>{ino}</ObjectLink>)}
      {ino !== null && <span className={styles['whose']} data-whose={whoseOf(row)}>{NAMESPACES_STRINGS[whoseOf(row)]}</span>}
      {row.count < all && row.count > 0 && <span className={styles['detail']}>{NAMESPACES_STRINGS.some(row.count, all)}</span>}
      {!row.initial && <SharedWith sharers={row.with} />}
    </li>
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
