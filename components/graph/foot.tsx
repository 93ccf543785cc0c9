'use client';

import type { Snapshot } from '@/lib/schema';
import type { View } from '@/lib/view';
import { TypeToggles } from '../objects/type-toggles';
import styles from './graph.module.css';
import { GRAPH_STRINGS } from './strings';
import { useChanges } from './use-changes';

interface FootProps {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly onView: (patch: Partial<View>) => void;
}

/** What the signs mean, how much there is, how much of it is not drawn, and what has just changed. */
export function Foot({ snapshot, view, onView }: FootProps) {
  const changes = useChanges(snapshot);
  return (
    <div className={styles['foot']}>
      <TypeToggles hiddenTypes={view.hiddenTypes} onHiddenTypes={(hiddenTypes) => onView({ hiddenTypes })} />
      <p className={styles['counts']}>{countsOf(snapshot, view)}</p>
      <p className={styles['changes']} aria-live="polite">{changes}</p>
    </div>
  );
}

function countsOf({ processes, pods, namespaces }: Snapshot, { kernelThreads, hiddenTypes }: View): string {
  const threads = kernelThreads ? 0 : processes.filter(({ kernelThread }) => kernelThread).length;
  const hidden = namespaces.filter(({ type }) => hiddenTypes.includes(type)).length;
  return [
    GRAPH_STRINGS.counts(processes.length - threads, pods.length, namespaces.length),
    ...(threads > 0 ? [GRAPH_STRINGS.rolledUp(threads)] : []),
    ...(hidden > 0 ? [GRAPH_STRINGS.switchedOff(hidden)] : []),
  ].join('; ');
}
