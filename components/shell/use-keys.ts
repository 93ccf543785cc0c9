'use client';

import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';
import { ACTION_KEYS, type ActionKey } from '../actions/key-actions';

/** What each key does. All of them are in the list of `key-actions.ts`, and by that in the sheet and in the palette. */
export type Keys = Readonly<Partial<Record<ActionKey, () => void>>>;

const heard = new Set<RefObject<Keys>>();

/** Keys of the whole page. They rest while a person types, and leave the browser's own combinations alone. */
export function useKeys(keys: Keys): void {
  const mine = useRef(keys);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const act = (keys as Readonly<Partial<Record<string, () => void>>>)[event.key];
    if (act === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || isInDialog(event.target)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    mine.current = keys;
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    heard.add(mine);
    document.addEventListener('keydown', listener);
    return () => {
      heard.delete(mine);
      document.removeEventListener('keydown', listener);
    };
  }, []);
}

/** The keys that do something just now. */
export function heardKeys(): readonly ActionKey[] {
  const all = [...heard].map(({ current }) => current);
  return ACTION_KEYS.filter((key) => all.some((keys) => keys[key] !== undefined));
}

/** Does what the key does. */
export function pressKey(key: ActionKey): void {
  for (const { current } of heard) current[key]?.();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('dialog[open]') !== null;
}
