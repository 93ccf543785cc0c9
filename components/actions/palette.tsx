'use client';

import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent as ReactKeyboardEvent, type ReactNode } from 'react';
import { parseObjectId, type ObjectId } from '@/lib/object-id';
import type { Hit } from '@/lib/search';
import type { Known } from '@/lib/search-known';
import { KindMark } from '../objects/kind-mark';
import { fittingActions, fittingObjects, paletteActions, type PaletteAction, type ViewUse } from './palette-items';
import styles from './palette.module.css';
import { closePalette, openPalette, useIsPaletteOpen } from './palette-opening';
import { keepRecent, readRecent } from './recent';
import { PALETTE_STRINGS } from './strings';

interface PaletteProps extends ViewUse {
  readonly known: Known | null;
  readonly onGo: (id: ObjectId) => void;
}

/** Ctrl+K: everything that can be done and every object that one can go to, by a few letters. */
export function CommandPalette(props: PaletteProps) {
  const isOpen = useIsPaletteOpen();
  useEffect(() => {
    document.addEventListener('keydown', onPageKey);
    return () => {
      document.removeEventListener('keydown', onPageKey);
      closePalette();
    };
  }, []);
  return isOpen && <Palette {...props} onClose={closePalette} />;
}

/** Also while one types; but not in a terminal, whose programs know Ctrl+K, nor over another dialog. */
function onPageKey(event: KeyboardEvent): void {
  if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest('.xterm, dialog[open]') !== null) return;
  event.preventDefault();
  openPalette();
}

type Item = { readonly kind: 'action'; readonly action: PaletteAction } | { readonly kind: 'object'; readonly hit: Hit };

function Palette({ known, view, onView, onGo, onClose }: PaletteProps & { readonly onClose: () => void }) {
  const [actions] = useState(() => paletteActions({ view, onView }));
  const [recent] = useState(readRecent);
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const id = useId();
  const items = useMemo<readonly Item[]>(() => [
    ...fittingActions(actions, typed, recent).map((action) => ({ kind: 'action' as const, action })),
    ...fittingObjects(known, typed).map((hit) => ({ kind: 'object' as const, hit })),
  ], [actions, recent, typed, known]);
  const take = (item: Item | undefined) => {
    if (item === undefined) return;
    // Only when this is closed the page hears again, and the focus is where it was.
    onClose();
    if (item.kind === 'action') keepRecent(item.action.id);
    setTimeout(item.kind === 'action' ? item.action.act : () => onGo(item.hit.id));
  };
  const onKeyDown = (event: ReactKeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) take(items[place]);
    else if (items.length > 0) setPlace((place + step + items.length) % items.length);
  };
  return (
    <Front onClose={onClose} onKeyDown={onKeyDown}>
      <input
        className={styles['input']} type="text" role="combobox" aria-label={PALETTE_STRINGS.label} placeholder={PALETTE_STRINGS.placeholder} autoComplete="off" autoCapitalize="off" spellCheck={false}
        aria-expanded={items.length > 0} aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={items.length > 0 ? `${id}-${place}` : undefined}
        value={typed} onChange={({ target }) => { setTyped(target.value); setPlace(0); }}
      />
      <div id={`${id}-list`} role="listbox" aria-label={PALETTE_STRINGS.title} className={styles['list']} hidden={items.length === 0}>
        {(['action', 'object'] as const).map((kind) => items.some((item) => item.kind === kind) && (
          <div key={kind} role="group" aria-label={kind === 'action' ? PALETTE_STRINGS.actions : PALETTE_STRINGS.objects}>
            <p className={styles['group']} aria-hidden="true">{kind === 'action' ? PALETTE_STRINGS.actions : PALETTE_STRINGS.objects}</p>
            {items.map((item, at) => item.kind === kind && (
              // The keyboard works in the field (aria-activedescendant); the pointer works here.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <div key={item.kind === 'action' ? item.action.id : item.hit.id} ref={at === place ? reveal : null} id={`${id}-${at}`} role="option" tabIndex={-1} aria-selected={at === place} className={styles['item']} onMouseDown={(event) => event.preventDefault()} onClick={() => take(item)}>
                <ItemRow item={item} />
              </div>
            ))}
          </div>
        ))}
      </div>
      {items.length === 0 && <div className={styles['nothing']} role="status"><p>{PALETTE_STRINGS.nothing}</p><p>{PALETTE_STRINGS.nothingHint}</p></div>}
    </Front>
  );
}

function ItemRow({ item }: { item: Item }) {
  if (item.kind === 'action') return <><span className={styles['label']}>{item.action.label}</span>{item.action.key !== null && <kbd>{item.action.key}</kbd>}</>;
  const named = parseObjectId(item.hit.id);
  return (
    <>
      {named !== null && <KindMark kind={named.kind} type={item.hit.type} />}
      <span className={styles['label']}>{item.hit.title}</span>
      <span className={styles['aside']}>{item.hit.subtitle}</span>
    </>
  );
}

function reveal(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}

interface FrontProps {
  readonly onClose: () => void;
  readonly onKeyDown: (event: ReactKeyboardEvent) => void;
  readonly children: ReactNode;
}

/** In front of the page, the focus in its field; a press beside it closes it, as Escape does. */
function Front({ onClose, onKeyDown, children }: FrontProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.querySelector('input')?.focus();
    return () => shown?.close();
  }, []);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog ref={dialog} className={styles['palette']} aria-label={PALETTE_STRINGS.title} onKeyDown={onKeyDown} onClick={({ target }) => { if (target === dialog.current) onClose(); }} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className={styles['inside']}>{children}</div>
    </dialog>
  );
}
