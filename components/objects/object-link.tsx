'use client';

import type { ReactNode } from 'react';
import type { ObjectId } from '@/lib/object-id';
import styles from './object-link.module.css';
import { useSelect } from './select-context';

interface ObjectLinkProps {
  readonly id: ObjectId;
  readonly mono?: boolean;
  readonly children: ReactNode;
}

/** Goes to another object: selects it and brings it into sight. */
export function ObjectLink({ id, mono = false, children }: ObjectLinkProps) {
  const select = useSelect();
  return (
    <button type="button" className={styles['link']} data-mono={mono || undefined} onClick={() => select(id)}>
      {children}
    </button>
  );
}
