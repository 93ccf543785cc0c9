'use client';

import type { ReactNode } from 'react';
import { whyAlive, type AliveReason } from '@/lib/alive';
import type { Look, Namespace, Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import styles from './alive-section.module.css';
import { Holders } from './holders';
import { Links, NamespaceLink, NamespaceLinks, ProcessLink } from './object-links';
import { Section } from './section';
import { ALIVE_STRINGS } from './strings';

/** Every reason the kernel has to keep it, as far as it can be seen. */
export function AliveSection({ snapshot, namespace }: { snapshot: Snapshot; namespace: Namespace }) {
  return (
    <Section title={ALIVE_STRINGS.title} term="alive">
      <ul className={styles['reasons']}>
        {whyAlive(snapshot, namespace).map((reason, place) => <li key={place}><Reason reason={reason} /></li>)}
        {namespace.holdersLeftOut !== undefined && <li>{ALIVE_STRINGS.leftOut(namespace.holdersLeftOut)}</li>}
      </ul>
    </Section>
  );
}

function Reason({ reason }: { reason: AliveReason }): ReactNode {
  if ('held' in reason) return <Holders reason={reason} />;
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
    case 'kernel':
      return ALIVE_STRINGS.kernel(reason.references);
    case 'notVisible':
      return <NotVisible reason={reason} />;
  }
}

function NotVisible({ reason: { references, unreadable, missed } }: { reason: Extract<AliveReason, { kind: 'notVisible' }> }) {
  return (
    <>
      {ALIVE_STRINGS.notVisible} {references !== null && ALIVE_STRINGS.references(references)}{' '}
      {missed.length === 0 && unreadable === 0 ? ALIVE_STRINGS.notVisibleWhy : missedWords(missed)} {unreadable > 0 && ALIVE_STRINGS.unreadable(unreadable)}
    </>
  );
}

function missedWords(missed: readonly Look[]): string {
  return missed.map(({ what, missed: reasons }) => (reasons.length === 0 ? ALIVE_STRINGS.notLooked(what) : reasons.map(({ why, count }) => ALIVE_STRINGS.missed(what, count, why)).join(' '))).join(' ');
}
