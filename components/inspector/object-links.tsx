'use client';

import type { ReactNode } from 'react';
import { commandLine } from '@/lib/lsns';
import { objectId } from '@/lib/object-id';
import type { Namespace, Process } from '@/lib/schema';
import { ObjectLink } from '../objects/object-link';
import { NAMESPACES_STRINGS } from './strings';

const LINKS_SHOWN = 6;

export function ProcessLink({ process }: { process: Process }) {
  const command = commandLine(process);
  return <ObjectLink id={objectId('process', process.key)}>{process.pid} {command.length > 48 ? `${command.slice(0, 47)}…` : command}</ObjectLink>;
}

export function NamespaceLink({ namespace }: { namespace: Namespace }) {
  return <ObjectLink id={objectId('namespace', namespace.key)} mono>{namespace.type} {namespace.ino}</ObjectLink>;
}

export function NamespaceLinks({ namespaces }: { namespaces: readonly Namespace[] }) {
  return <Links items={namespaces.map((namespace) => ({ key: namespace.key, link: <NamespaceLink namespace={namespace} /> }))} />;
}

/** The first of them, and how many more there are. */
export function Links({ items }: { items: readonly { readonly key: string; readonly link: ReactNode }[] }) {
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
