'use client';

import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from './button';
import type { IconName } from './icon';
import styles from './popover.module.css';

interface PopoverProps {
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName;
  readonly children: ReactNode;
}

const GAP = 4;
const EDGE = 8;

/** A button that unfolds choices which stay open while one tries them. It lies on top of the page, whatever scrolls or clips around it. */
export function Popover({ label, hint, icon, children }: PopoverProps) {
  const [place, setPlace] = useState<{ readonly top: number; readonly left: number } | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setPlace(null);
    root.current?.querySelector('button')?.focus();
  };
  const toggle = () => {
    const box = root.current?.getBoundingClientRect();
    setPlace(place !== null || box === undefined ? null : { top: box.bottom + GAP, left: box.left });
  };
  useEffect(() => {
    if (place === null) return undefined;
    const onPress = ({ target }: Event) => {
      if (target instanceof Node && root.current?.contains(target) === false) setPlace(null);
    };
    const onResize = () => setPlace(null);
    keepInWindow(panel.current);
    document.addEventListener('pointerdown', onPress);
    window.addEventListener('resize', onResize);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      window.removeEventListener('resize', onResize);
    };
  }, [place]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (place === null || event.key !== 'Escape') return;
    event.stopPropagation();
    // Keys of the whole page are heard at the same element as React's: it is theirs to see that it was taken.
    event.preventDefault();
    close();
  };
  return (
    // The keys are those of what is inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={root} className={styles['root']} onKeyDown={onKeyDown}>
      <Button icon={icon} title={hint} aria-expanded={place !== null} aria-controls={id} onClick={toggle}>{label}</Button>
      {place !== null && <div ref={panel} id={id} role="group" aria-label={label} className={styles['panel']} style={place}>{children}</div>}
    </div>
  );
}

function keepInWindow(panel: HTMLElement | null): void {
  if (panel === null) return;
  const { right } = panel.getBoundingClientRect();
  const over = right + EDGE - innerWidth;
  if (over > 0) panel.style.left = `${Math.max(EDGE, panel.offsetLeft - over)}px`;
}
