'use client';

import type { ReactNode } from 'react';
import { NAMESPACE_TYPES, type NamespaceType } from '@/lib/schema';
import { LENSES, type Lens, type View } from '@/lib/view';
import { NAMESPACE_HINTS } from '../objects/strings';
import { TypeSign } from '../objects/type-sign';
import { Choice } from '../ui/choice';
import type { IconName } from '../ui/icon';
import styles from './lens-bar.module.css';
import { LENS_STRINGS, SHELL_STRINGS } from './strings';

const ICONS: Readonly<Record<Lens, IconName>> = { pods: 'pods', namespaces: 'namespaces', table: 'table' };
const OPTIONS = LENSES.map((value) => ({ value, icon: ICONS[value], ...LENS_STRINGS[value] }));

interface LensBarProps {
  readonly view: View;
  readonly onView: (view: View) => void;
  /** What this lens adds at the end. */
  readonly children?: ReactNode;
}

/** Which lens, and what it lets through. */
export function LensBar({ view, onView, children }: LensBarProps) {
  return (
    <div className={styles['bar']}>
      <Choice legend={SHELL_STRINGS.lens} options={OPTIONS} value={view.lens} onChange={(lens) => onView({ ...view, lens })} />
      {view.lens === 'table' && <TypeToggles view={view} onView={onView} />}
      {view.lens !== 'table' && (
        <label className={styles['check']}>
          <input type="checkbox" checked={view.kernelThreads} onChange={({ target }) => onView({ ...view, kernelThreads: target.checked })} />
          {SHELL_STRINGS.kernelThreads}
        </label>
      )}
      {children !== undefined && <div className={styles['end']}>{children}</div>}
    </div>
  );
}

function TypeToggles({ view, onView }: Pick<LensBarProps, 'view' | 'onView'>) {
  const toggle = (type: NamespaceType) => {
    const isHidden = view.hiddenTypes.includes(type);
    const hiddenTypes = isHidden ? view.hiddenTypes.filter((other) => other !== type) : [...view.hiddenTypes, type];
    onView({ ...view, hiddenTypes });
  };
  return (
    <div className={styles['types']} role="group" aria-label={SHELL_STRINGS.types}>
      {NAMESPACE_TYPES.map((type) => (
        <button key={type} type="button" className={styles['type']} aria-pressed={!view.hiddenTypes.includes(type)} title={SHELL_STRINGS.typeTitle(type, NAMESPACE_HINTS[type])} onClick={() => toggle(type)}>
          <TypeSign type={type} />
          {type}
        </button>
      ))}
    </div>
  );
}
