'use client';

import { wayTo } from '@/lib/breadcrumbs';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { nameObject } from '../objects/naming';
import { useSelect } from '../objects/select-context';
import styles from './breadcrumbs.module.css';
import { VIEW_STRINGS } from './strings';

/** Where an object stands, from the host inwards; each step leads there. */
export function Breadcrumbs({ snapshot, id }: { readonly snapshot: Snapshot; readonly id: ObjectId }) {
  const select = useSelect();
  const steps = wayTo(snapshot, id).flatMap((step) => {
    const name = nameObject(snapshot, step);
    return name === null ? [] : [{ step, name }];
  });
  if (steps.length === 0) return null;
  return (
    <nav className={styles['way']} aria-label={VIEW_STRINGS.way}>
      <ol>
        {steps.map(({ step, name }) => (
          <li key={step}><button type="button" title={name.sort} onClick={() => select(step)}>{name.title}</button></li>
        ))}
      </ol>
    </nav>
  );
}
