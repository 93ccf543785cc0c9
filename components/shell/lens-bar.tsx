'use client';

import type { ReactNode } from 'react';
import type { Snapshot } from '@/lib/schema';
import { LENSES, TREES, type Lens, type View } from '@/lib/view';
import { RuntimeToggles } from '../find/runtime-toggles';
import { TypeToggles } from '../objects/type-toggles';
import { Choice } from '../ui/choice';
import type { IconName } from '../ui/icon';
import { ViewMenu } from '../view/view-menu';
import styles from './lens-bar.module.css';
import { LENS_STRINGS, SHELL_STRINGS, TREE_STRINGS } from './strings';

const ICONS: Readonly<Record<Lens, IconName>> = { pods: 'pods', namespaces: 'namespaces', network: 'network', hierarchy: 'hierarchy', table: 'table' };
const OPTIONS = LENSES.map((value) => ({ value, icon: ICONS[value], ...LENS_STRINGS[value] }));

const TREE_OPTIONS = TREES.map((value) => ({ value, ...TREE_STRINGS[value] }));

interface LensBarProps {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly onView: (view: View) => void;
  /** What stands at the end of the bar. */
  readonly end?: ReactNode;
}

/** Which lens, and what it lets through; a picture has that in its foot, the table in a row of its own. */
export function LensBar({ snapshot, view, onView, end }: LensBarProps) {
  return (
    <div className={styles['bars']}>
      <div className={styles['bar']}>
        <Choice legend={SHELL_STRINGS.lens} options={OPTIONS} value={view.lens} onChange={(lens) => onView({ ...view, lens })} folds={view.lens === 'hierarchy' ? 'early' : 'late'} />
        {view.lens === 'hierarchy' && <Choice legend={SHELL_STRINGS.tree} options={TREE_OPTIONS} value={view.tree} onChange={(tree) => onView({ ...view, tree })} />}
        {view.lens !== 'table' && <ViewMenu view={view} onView={(patch) => onView({ ...view, ...patch })} />}
        {end}
      </div>
      {view.lens === 'table' && (
        <div className={styles['filters']}>
          <TypeToggles hiddenTypes={view.hiddenTypes} onHiddenTypes={(hiddenTypes) => onView({ ...view, hiddenTypes })} />
          <RuntimeToggles snapshot={snapshot} hiddenRuntimes={view.hiddenRuntimes} onHiddenRuntimes={(hiddenRuntimes) => onView({ ...view, hiddenRuntimes })} />
        </div>
      )}
    </div>
  );
}
