'use client';

import { useState } from 'react';
import { NO_HOST } from '@/lib/no-host';
import type { Snapshot } from '@/lib/schema';
import type { Found } from '@/lib/search';
import type { View } from '@/lib/view';
import { useSession } from '../fetch-json';
import { GraphView } from '../graph/graph-view';
import { NetworkNotice } from '../network/network-notice';
import { TableLens } from '../table/table-lens';
import { usePast } from '../time/past';
import { PAST_STRINGS } from '../time/strings';
import { Button } from '../ui/button';
import { PanelBoundary } from '../ui/panel-boundary';
import { Notice } from '../ui/notice';
import { UI_STRINGS } from '../ui/strings';
import { useTopology, WIRING_BY_LENS } from '../use-topology';
import styles from './lens-area.module.css';
import { EMPTY_STRINGS } from './strings';
import type { Focus } from './workspace';

interface LensAreaProps {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly focus: Focus | null;
  /** What the search finds; null: nothing is asked for. */
  readonly found: Found | null;
}

/** The lens itself, alone with its failures. */
export function LensArea({ snapshot, view, onView, focus, found }: LensAreaProps) {
  const past = usePast();
  const wiring = useTopology(snapshot === NO_HOST ? null : snapshot, WIRING_BY_LENS[view.lens]);
  const isEmpty = snapshot.pods.length === 0 && snapshot.containers.length === 0;
  return (
    <div className={styles['area']}>
      {view.lens === 'pods' && isEmpty && snapshot !== NO_HOST && <NoPods isPartial={snapshot.completeness.unreadable > 0 && snapshot.observer.uid !== 0} />}
      {view.lens === 'network' && (past?.topology !== null ? <NetworkNotice wiring={wiring} /> : <NoWires />)}
      <div className={styles['lens']}>
        <PanelBoundary resetKey={view.lens}>
          {view.lens === 'table' ? (
            <TableLens snapshot={snapshot} view={view} found={found} onView={onView} onSelect={(select) => onView({ ...view, select })} />
          ) : (
            <GraphView snapshot={snapshot} topology={wiring.topology} view={view} found={found} onView={(patch) => onView({ ...view, ...patch })} focus={focus} />
          )}
        </PanelBoundary>
      </div>
    </div>
  );
}

/** A moment of the past has no wires: they were not kept. */
function NoWires() {
  return <section className={styles['empty']} aria-label={PAST_STRINGS.notKept}><Notice isWide title={PAST_STRINGS.notKept}><p>{PAST_STRINGS.noWires}</p></Notice></section>;
}

/** The first minute on a host without pods: it is not broken, there are none. */
function NoPods({ isPartial }: { isPartial: boolean }) {
  const [isClosed, setClosed] = useState(false);
  const { data: session } = useSession();
  const past = usePast();
  if (isClosed) return null;
  return (
    <section className={styles['empty']} aria-label={EMPTY_STRINGS.title}>
      <Notice isWide title={EMPTY_STRINGS.title} actions={<Button look="quiet" icon="close" aria-label={UI_STRINGS.close} onClick={() => setClosed(true)} />}>
        <p>{EMPTY_STRINGS.body}{session?.readOnly === false && past === null && ` ${EMPTY_STRINGS.start}`}</p>
        {isPartial && <p>{EMPTY_STRINGS.partial}</p>}
      </Notice>
    </section>
  );
}
