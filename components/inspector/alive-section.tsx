'use client';

import type { ReactNode } from 'react';
import { whyAlive, type AliveReason } from '@/lib/alive';
import { commandLine } from '@/lib/lsns';
import { objectId } from '@/lib/object-id';
import type { Namespace, Process, Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { ObjectLink } from '../objects/object-link';
import styles from './alive-section.module.css';
import { Section } from './section';
import { ALIVE_STRINGS, NAMESPACES_STRINGS } from './strings';

const LINKS_SHOWN = 6;

/** Every reason the kernel has to keep it, as far as it can be seen. */
export function AliveSection({ snapshot, namespace }: { snapshot: Snapshot; namespace: Namespace }) {
  return (
    <Section title={ALIVE_STRINGS.title}>
      <ul className={styles['reasons']}>
        {whyAlive(snapshot, namespace).map((reason, place) => <li key={place}><Reason reason={reason} /></li>)}
      </ul>
    </Section>
  );
}

function Reason({ reason }: { reason: AliveReason }): ReactNode {
  switch (reason.kind) {
    case 'initial':
      return ALIVE_STRINGS.initial;
    case 'members':
      return <>{ALIVE_STRINGS.members(reason.count)} <ProcessLink process={reason.leader} /></>;
    case 'forChildren':
      return <>{ALIVE_STRINGS.forChildren} <Links items={reason.processes.map((process) => ({ key: process.key, link: <ProcessLink process={process} /> }))} /></>;
    case 'mount':
      return <>{ALIVE_STRINGS.mount} <code>{showText(reason.path)}</code> {reason.mnt === null ? ALIVE_STRINGS.mountUnknown : <>{ALIVE_STRINGS.mountIn} <NamespaceLink namespace={reason.mnt} /></>}</>;
    case 'children':
      return <>{ALIVE_STRINGS.children} <NamespaceLinks namespaces={reason.namespaces} /></>;
    case 'owned':
      return <>{ALIVE_STRINGS.owned} <NamespaceLinks namespaces={reason.namespaces} /></>;
    case 'notVisible':
      return <>{ALIVE_STRINGS.notVisible} {ALIVE_STRINGS.notVisibleWhy} {reason.unreadable > 0 && ALIVE_STRINGS.unreadable(reason.unreadable)}</>;
  }
}

export function ProcessLink({ process }: { process: Process }) {
  const command = commandLine(process);
  return <ObjectLink id={objectId('process', process.key)}>{process.pid} {command.length > 48 ? `${command.slice(0, 47)}…` : command}</ObjectLink>;
}

export function NamespaceLink({ namespace }: { namespace: Namespace }) {
  return <ObjectLink id={objectId('namespace', namespace.key)} mono>{namespace.type} {namespace.ino}</ObjectLink>;
}

function NamespaceLinks({ namespaces }: { namespaces: readonly Namespace[] }) {
  return <Links items={namespaces.map((namespace) => ({ key: namespace.key, link: <NamespaceLink namespace={namespace} /> }))} />;
}

function Links({ items }: { items: readonly { readonly key: string; readonly link: ReactNode }[] }) {
  return (
    <>
      {items.slice(0, LINKS_SHOWN).map(({ key, link }, place) => (
        <span key={key}>
          {place > 0 && ', '}
          {link}
        </span>
      ))}
      {items.length > LINKS_SHOWN && ` ${NAMESPACES_STRINGS.andMore(items.length - LINKS_SHOWN)}`}
    </>
  );
}
