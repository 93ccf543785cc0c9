'use client';

import { useId, type ReactNode } from 'react';
import { Button } from './button';
import type { IconName } from './icon';
import styles from './popover.module.css';
import { useUnfolding } from './use-unfolding';

interface PopoverProps {
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName;
  readonly children: ReactNode;
}

/** A button that unfolds choices which stay open while one tries them. */
export function Popover({ label, hint, icon, children }: PopoverProps) {
  const { root, panel, at, toggle, onKeyDown } = useUnfolding<HTMLDivElement>();
  const id = useId();
  return (
    // The keys are those of what is inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={root} className={styles['root']} onKeyDown={onKeyDown}>
      <Button icon={icon} title={hint} aria-expanded={at !== null} aria-controls={id} word={label} onClick={toggle} />
      {at !== null && <div ref={panel} id={id} role="group" aria-label={label} className={styles['panel']} style={at}>{children}</div>}
    </div>
  );
}
