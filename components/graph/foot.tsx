'use client';

import type { ReactNode } from 'react';
import type { Graph } from '@/lib/graph';
import type { Drawn } from '@/lib/scene';
import type { Snapshot } from '@/lib/schema';
import type { View } from '@/lib/view';
import { HarbourKey } from '../network/harbour-key';
import { WireToggles } from '../network/wire-toggles';
import { TypeToggles } from '../objects/type-toggles';
import styles from './graph.module.css';
import { GRAPH_STRINGS } from './strings';
import { useChanges } from './use-changes';

interface FootProps {
  readonly snapshot: Snapshot;
  readonly graph: Graph;
  readonly drawn: Drawn;
  readonly view: View;
  readonly onView: (patch: Partial<View>) => void;
}

/** What the signs mean, how much there is, how much of it is not drawn, and what has just changed. */
export function Foot(props: FootProps) {
  const changes = useChanges(props.snapshot);
  return (
    <div className={styles['foot']}>
      {props.view.lens === 'network' ? <NetworkLegend {...props} /> : <TypesLegend {...props} />}
      <p className={styles['changes']} aria-live="polite">{changes}</p>
    </div>
  );
}

function TypesLegend({ snapshot, drawn, view, onView }: FootProps): ReactNode {
  return (
    <>
      <TypeToggles hiddenTypes={view.hiddenTypes} onHiddenTypes={(hiddenTypes) => onView({ hiddenTypes })} />
      <p className={styles['counts']}>{countsOf(snapshot, drawn, view)}</p>
    </>
  );
}

function NetworkLegend({ graph, view, onView }: FootProps): ReactNode {
  return (
    <>
      <WireToggles graph={graph} hiddenWires={view.hiddenWires} onHiddenWires={(hiddenWires) => onView({ hiddenWires })} />
      <HarbourKey graph={graph} />
      <p className={styles['counts']}>{networkCounts(graph, view)}</p>
    </>
  );
}

function countsOf({ processes, pods, namespaces }: Snapshot, { drawn, of }: Drawn, { kernelThreads, hiddenTypes }: View): string {
  const threads = kernelThreads ? 0 : processes.filter(({ kernelThread }) => kernelThread).length;
  const hidden = namespaces.filter(({ type }) => hiddenTypes.includes(type)).length;
  return [
    GRAPH_STRINGS.counts(processes.length - threads, pods.length, namespaces.length),
    ...(drawn < of ? [GRAPH_STRINGS.drawn(drawn, of)] : []),
    ...(threads > 0 ? [GRAPH_STRINGS.rolledUp(threads)] : []),
    ...(hidden > 0 ? [GRAPH_STRINGS.switchedOff(hidden)] : []),
  ].join('; ');
}

function networkCounts({ nodes, edges }: Graph, { hiddenWires }: View): string {
  const wires = edges.filter(({ wire }) => wire !== null);
  const hidden = wires.filter(({ wire }) => wire !== null && hiddenWires.includes(wire)).length;
  return [
    GRAPH_STRINGS.network(nodes.filter(({ parent }) => parent === null).length, nodes.filter(({ kind }) => kind === 'interface').length, wires.length),
    ...(hidden > 0 ? [GRAPH_STRINGS.wiresSwitchedOff(hidden)] : []),
  ].join('; ');
}
