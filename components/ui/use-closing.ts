'use client';

import { useEffect, useEffectEvent, type KeyboardEvent, type RefObject } from 'react';

/**
 * Closes what is unfolded when somebody presses outside of it, or Escape inside; Escape brings the focus back to its button, the
 * first in `root`. Gives what hears the keys of `root`.
 */
export function useClosing(root: RefObject<HTMLElement | null>, isOpen: boolean, close: () => void): (event: KeyboardEvent) => void {
  const onPress = useEffectEvent((event: PointerEvent) => {
    if (event.target instanceof Node && root.current?.contains(event.target) === false) close();
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const listener = (event: PointerEvent) => onPress(event);
    document.addEventListener('pointerdown', listener);
    return () => document.removeEventListener('pointerdown', listener);
  }, [isOpen]);
  return (event) => {
    if (!isOpen || event.key !== 'Escape') return;
    event.stopPropagation();
    // Keys of the whole page are heard at the same element as React's: it is theirs to see that it was taken.
    event.preventDefault();
    close();
    root.current?.querySelector('button')?.focus();
  };
}
