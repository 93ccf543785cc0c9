'use client';

import type { ReactNode } from 'react';
import { indexOf } from '@/lib/members';
import { parseObjectId, type ObjectId } from '@/lib/object-id';
import type { NamespaceType, Snapshot } from '@/lib/schema';
import { nameObject } from '../objects/naming';
import { UsedNow } from '../usage/used-now';
import { Breadcrumbs } from '../view/breadcrumbs';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { ContainerPanel } from './container-panel';
import { HostPanel } from './host-panel';
import { NamespacePanel } from './namespace-panel';
import { PanelFrame } from './panel-frame';
import { PodPanel } from './pod-panel';
import { ProcessPanel } from './process-panel';
import { INSPECTOR_STRINGS } from './strings';
import { useLastKnown } from './use-last-known';

interface InspectorProps {
  readonly snapshot: Snapshot;
  readonly id: ObjectId;
  readonly onClose: () => void;
  readonly onExec: () => void;
  readonly onTerminal: () => void;
  readonly onCompare: () => void;
}

/** All there is to know of one object; its addresses first. */
export function Inspector({ snapshot, id, onClose, onExec, onTerminal, onCompare }: InspectorProps) {
  const known = useLastKnown(snapshot, id);
  const name = known.snapshot === null ? null : nameObject(known.snapshot, id);
  if (known.snapshot === null || name === null) return <NotThere onClose={onClose} />;
  return (
    <>
      <Breadcrumbs snapshot={known.snapshot} id={id} />
      <PanelFrame id={id} name={name} type={typeOf(known.snapshot, id)} endedAt={known.endedAt} onClose={onClose} onExec={onExec} onTerminal={onTerminal} onCompare={onCompare}>
        {known.endedAt === null && <UsedNow snapshot={known.snapshot} id={id} />}
        <Panel snapshot={known.snapshot} id={id} hasEnded={known.endedAt !== null} />
      </PanelFrame>
    </>
  );
}

function typeOf(snapshot: Snapshot, id: ObjectId): NamespaceType | null {
  const named = parseObjectId(id);
  return named?.kind === 'namespace' ? (indexOf(snapshot).namespaceByKey.get(named.key)?.type ?? null) : null;
}

interface PanelProps {
  readonly snapshot: Snapshot;
  readonly id: ObjectId;
  readonly hasEnded: boolean;
}

function Panel({ snapshot, id, hasEnded }: PanelProps): ReactNode {
  const { kind, key } = parseObjectId(id) ?? { kind: 'host', key: '' };
  const { podByKey, containerByKey, processByKey, namespaceByKey } = indexOf(snapshot);
  const seen = { snapshot, hasEnded };
  switch (kind) {
    case 'pod':
      return ifThere(podByKey.get(key), (pod) => <PodPanel pod={pod} {...seen} />);
    case 'container':
      return ifThere(containerByKey.get(key), (container) => <ContainerPanel container={container} {...seen} />);
    case 'process':
      return ifThere(processByKey.get(key), (process) => <ProcessPanel process={process} {...seen} />);
    case 'namespace':
      return ifThere(namespaceByKey.get(key), (namespace) => <NamespacePanel namespace={namespace} {...seen} />);
    case 'host':
      return <HostPanel snapshot={snapshot} />;
  }
}

function ifThere<T>(row: T | undefined, show: (row: T) => ReactNode): ReactNode {
  return row === undefined ? null : show(row);
}

function NotThere({ onClose }: { onClose: () => void }) {
  return <EmptyState icon="info" title={INSPECTOR_STRINGS.absentTitle} causes={INSPECTOR_STRINGS.absentCauses} actions={<Button onClick={onClose}>{INSPECTOR_STRINGS.close}</Button>} />;
}
