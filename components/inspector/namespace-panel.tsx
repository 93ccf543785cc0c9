'use client';

import type { ReactNode } from 'react';
import { indexOf } from '@/lib/members';
import { objectId } from '@/lib/object-id';
import type { Namespace, Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { OBJECT_STRINGS } from '../objects/strings';
import { MadeHere } from '../sandbox/made-here';
import { AliveSection } from './alive-section';
import { Fact, FactList, TextFact } from './fact-list';
import { Inside } from './inside';
import { NamespaceLink } from './object-links';
import { ProcessesSection } from './processes-section';
import { Section } from './section';
import { FACT_STRINGS } from './strings';

interface NamespacePanelProps {
  readonly namespace: Namespace;
  readonly snapshot: Snapshot;
  readonly hasEnded: boolean;
}

export function NamespacePanel({ namespace, snapshot, hasEnded }: NamespacePanelProps) {
  const members = indexOf(snapshot).membersByIno.get(namespace.ino) ?? [];
  return (
    <>
      <MadeHere snapshot={snapshot} id={objectId('namespace', namespace.key)} />
      <Inside namespace={namespace} snapshot={snapshot} hasEnded={hasEnded} />
      <AliveSection snapshot={snapshot} namespace={namespace} />
      <Section title={FACT_STRINGS.identity} term="identity"><Facts namespace={namespace} snapshot={snapshot} /></Section>
      {namespace.type !== 'pid' && <ProcessesSection title={FACT_STRINGS.members} processes={members} unreadable={snapshot.completeness.unreadable} />}
    </>
  );
}

function Facts({ namespace, snapshot }: Omit<NamespacePanelProps, 'hasEnded'>) {
  const { type, ino, id, owner, parent, ownerUid, netnsid, mounts } = namespace;
  const isHierarchical = type === 'user' || type === 'pid';
  return (
    <FactList>
      <TextFact name={FACT_STRINGS.ino} text={String(ino)} />
      {id === null ? <Fact name={FACT_STRINGS.id} hint={FACT_STRINGS.idHint}>{FACT_STRINGS.idNone}</Fact> : <TextFact name={FACT_STRINGS.id} hint={FACT_STRINGS.idHint} text={id} />}
      <Fact name={FACT_STRINGS.owner}><Reference to={owner} snapshot={snapshot} none={FACT_STRINGS.noOwner} /></Fact>
      {isHierarchical && <Fact name={FACT_STRINGS.parent}><Reference to={parent} snapshot={snapshot} none={FACT_STRINGS.noOwner} /></Fact>}
      {ownerUid !== null && <TextFact name={FACT_STRINGS.ownerUid} text={String(ownerUid)} />}
      {type === 'net' && <Fact name={FACT_STRINGS.netnsid} hint={FACT_STRINGS.netnsidHint}>{netnsid ?? FACT_STRINGS.netnsidNone}</Fact>}
      {[...new Set(mounts.map(({ path }) => showText(path)))].map((path) => <TextFact key={path} name={FACT_STRINGS.nsfs} text={path} />)}
      {namespace.unread?.map(({ what, errno }) => <Fact key={what} name={FACT_STRINGS.unread}><code>{FACT_STRINGS.unreadItem(what, errno)}</code></Fact>)}
    </FactList>
  );
}

function Reference({ to, snapshot, none }: { to: Namespace['owner']; snapshot: Snapshot; none: string }): ReactNode {
  if (to === null) return none;
  if (to === 'hidden') return <span title={OBJECT_STRINGS.hiddenHint}>{OBJECT_STRINGS.hidden}</span>;
  const namespace = indexOf(snapshot).namespaceByIno.get(to);
  return namespace === undefined ? <code>{to}</code> : <NamespaceLink namespace={namespace} />;
}
