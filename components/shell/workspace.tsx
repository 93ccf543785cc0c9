'use client';

import { startTransition, useEffect, useRef, useState, type ReactNode } from 'react';
import { NO_HOST } from '@/lib/no-host';
import { objectId, type ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import type { Found } from '@/lib/search';
import type { View } from '@/lib/view';
import { ComparePanel } from '../compare/compare-panel';
import { EXEC_STRINGS } from '../exec/strings';
import { ExportMaker } from '../export/export-maker';
import { Inspector } from '../inspector/inspector';
import { INSPECTOR_STRINGS } from '../inspector/strings';
import { SandboxMaker } from '../sandbox/sandbox-maker';
import { PanelBoundary } from '../ui/panel-boundary';
import { Splitter } from '../ui/splitter';
import { useSize } from '../ui/use-size';
import { LensArea } from './lens-area';
import { LensBar } from './lens-bar';
import { SHELL_STRINGS } from './strings';
import styles from './workspace.module.css';

/** Brings an object into sight; each new `turn` does it again. */
export interface Focus {
  readonly id: ObjectId;
  readonly turn: number;
}

interface WorkspaceProps {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly focus: Focus | null;
  /** What the search finds; null: nothing is asked for. */
  readonly found: Found | null;
  /** The exec panel while it is open. */
  readonly exec: ReactNode;
  readonly onExec: () => void;
  readonly onTerminal: () => void;
  /** What is different, while that is asked. */
  readonly difference: ReactNode;
  readonly isDifferent: boolean;
  /** Another one for each time that is shown: what ended in one is none of the other's business. */
  readonly timeKey: string;
}

const INSPECTOR_LIMITS = { initial: 400, least: 300, most: 720 };
const EXEC_LIMITS = { initial: 400, least: 200, most: 720 };

/** The picture, beside it the inspector, below it the exec panel. */
export function Workspace({ snapshot, view, onView, focus, found, exec, onExec, onTerminal, difference, isDifferent, timeKey }: WorkspaceProps) {
  const [width, setWidth] = useSize('nsatlas.inspector', INSPECTOR_LIMITS);
  const [height, setHeight] = useSize('nsatlas.exec', EXEC_LIMITS);
  const shown = view.select ?? objectId('host', '');
  const inspector = useRef<HTMLDivElement>(null);
  // Before there is a host all of it is put up, out of sight: that is work for some frames, which the host need not wait for.
  const isAhead = snapshot === NO_HOST;
  const isPictureThere = useAfterwards(!isAhead);
  useEffect(() => {
    if (focus !== null) arriveAt(inspector.current);
  }, [focus]);
  return (
    <div className={styles['workspace']} inert={isAhead} data-ahead={isAhead || undefined} data-selected={view.select !== null || isDifferent || undefined}>
      <main className={styles['lens']} aria-label={SHELL_STRINGS.main} data-exec={exec !== false || undefined}>
        <LensBar snapshot={snapshot} view={view} onView={onView} end={<><SandboxMaker snapshot={snapshot} /><ExportMaker snapshot={snapshot} view={view} found={found} /></>} />
        <LensArea snapshot={snapshot} view={view} onView={onView} focus={focus} found={found} />
        {exec !== false && (
          <div className={styles['exec']} style={{ height }}>
            <Splitter what={EXEC_STRINGS.resizeWhat} axis="y" size={height} limits={EXEC_LIMITS} onSize={setHeight} />
            <PanelBoundary resetKey={shown}>{exec}</PanelBoundary>
          </div>
        )}
      </main>
      <aside className={styles['side']} aria-label={SHELL_STRINGS.inspector}>
        <Splitter what={INSPECTOR_STRINGS.resizeWhat} axis="x" size={width} limits={INSPECTOR_LIMITS} onSize={setWidth} />
        <div ref={inspector} tabIndex={-1} className={styles['inspector']} style={{ width }}>
          <PanelBoundary resetKey={shown}>
            {difference}
            {view.compare !== null && <ComparePanel snapshot={snapshot} left={view.compare} right={view.select} onEnd={() => onView({ ...view, compare: null })} />}
            {isPictureThere && (view.compare === null || view.select === view.compare || view.select === null) && (
              <Inspector key={timeKey} snapshot={snapshot} id={shown} onClose={() => onView({ ...view, select: null })} onExec={onExec} onTerminal={onTerminal} onCompare={() => onView({ ...view, compare: shown })} />
            )}
          </PanelBoundary>
        </div>
      </aside>
    </div>
  );
}

/** The picture first: of a large host the inspector is work for a frame. A deferred value would not wait: the host itself is one. */
function useAfterwards(isReady: boolean): boolean {
  const [isAfter, setAfter] = useState(false);
  useEffect(() => {
    if (!isReady) return undefined;
    const timer = setTimeout(() => startTransition(() => setAfter(true)));
    return () => clearTimeout(timer);
  }, [isReady]);
  return isAfter;
}

/** Who goes to an object by the keyboard or by a link goes on from its panel: what was pressed may be gone. */
function arriveAt(inspector: HTMLElement | null): void {
  inspector?.focus({ preventScroll: true });
  inspector?.scrollTo({ top: 0 });
}
