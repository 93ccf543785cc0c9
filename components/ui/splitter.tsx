'use client';

import type { KeyboardEvent, PointerEvent } from 'react';
import styles from './splitter.module.css';
import { UI_STRINGS } from './strings';
import type { SizeLimits } from './use-size';

interface SplitterProps {
  /** What becomes larger when it is moved left or up. */
  readonly what: string;
  /** `x`: an upright line that moves left and right. `y`: a level one that moves up and down. */
  readonly axis: 'x' | 'y';
  readonly size: number;
  readonly limits: SizeLimits;
  readonly onSize: (size: number) => void;
}

const KEY_STEP = 24;
const GROWS = ['ArrowLeft', 'ArrowUp'];
const SHRINKS = ['ArrowRight', 'ArrowDown'];

/** The line between two panels: dragged, or moved with the arrow keys; a double click puts it back. */
export function Splitter({ what, axis, size, limits, onSize }: SplitterProps) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    drag(event.currentTarget, event.pointerId, { axis, from: axis === 'x' ? event.clientX : event.clientY, size, onSize });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = GROWS.includes(event.key) ? KEY_STEP : SHRINKS.includes(event.key) ? -KEY_STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    onSize(size + step);
  };
  return (
    // A separator that takes the focus is a widget: WAI-ARIA, window splitter.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={styles['splitter']}
      data-axis={axis}
      role="separator"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={UI_STRINGS.resize(what)}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={limits.least}
      aria-valuemax={limits.most}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onSize(limits.initial)}
    />
  );
}

interface Drag {
  readonly axis: 'x' | 'y';
  readonly from: number;
  readonly size: number;
  readonly onSize: (size: number) => void;
}

function drag(line: HTMLElement, pointerId: number, { axis, from, size, onSize }: Drag): void {
  line.setPointerCapture(pointerId);
  const move = (event: globalThis.PointerEvent) => onSize(size + from - (axis === 'x' ? event.clientX : event.clientY));
  const end = () => {
    line.removeEventListener('pointermove', move);
    line.removeEventListener('lostpointercapture', end);
  };
  line.addEventListener('pointermove', move);
  line.addEventListener('lostpointercapture', end);
}
