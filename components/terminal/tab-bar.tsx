'use client';

import { useEffect, useRef, useSyncExternalStore, type KeyboardEvent, type MouseEvent, type WheelEvent } from 'react';
import { showText } from '@/lib/text';
import { Icon } from '../ui/icon';
import { shownState } from './shown-state';
import { TERMINAL_STRINGS } from './strings';
import styles from './tab-bar.module.css';
import { tabId, type Shown, type Tab, type Tabs } from './terminal-store';

interface TabBarProps {
  readonly tabs: Tabs;
  /** Terminals that run now, of everybody who may be seen; null when that is not known. */
  readonly running: number | null;
  /** Where nsatlas only looks there is one tab: how it is done by hand. */
  readonly isReadOnly: boolean;
  /** `isMeant`: to work in it, and not only in passing. */
  readonly onShow: (shown: Shown, isMeant: boolean) => void;
  readonly onClose: (key: string) => void;
}

/** The element that a tab shows. */
export function panelId(shown: Shown): string {
  return `exec-panel-${shown}`;
}

/** Arrow keys walk, Home and End go to the ends, Delete closes (WAI-ARIA, tabs). */
export function TabBar({ tabs: { list, shown }, running, isReadOnly, onShow, onClose }: TabBarProps) {
  const order: readonly Shown[] = ['command', ...list.map(({ key }) => key), ...(isReadOnly ? [] : ['sessions'])];
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => keepInSight(bar.current, tabId(shown)), [shown]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = walk(event.key, order.indexOf(shown), order.length);
    if (event.key === 'Delete' && list.some(({ key }) => key === shown)) onClose(shown);
    else if (next !== null) {
      const there = order[next] ?? 'command';
      onShow(there, false);
      document.getElementById(tabId(there))?.focus();
    } else return;
    event.preventDefault();
  };
  const common = (key: Shown) => ({ id: tabId(key), 'aria-controls': panelId(key), 'aria-selected': key === shown, tabIndex: key === shown ? 0 : -1 });
  return (
    <div ref={bar} className={styles['tabs']} role="tablist" tabIndex={-1} aria-label={TERMINAL_STRINGS.tabs} onKeyDown={onKeyDown} onWheel={scrollAlong}>
      <button type="button" role="tab" className={styles['tab']} data-end="first" {...common('command')} onClick={() => onShow('command', true)}>{isReadOnly ? TERMINAL_STRINGS.byHand : TERMINAL_STRINGS.command}</button>
      {list.map((tab, at) => <TerminalTab key={tab.key} tab={tab} turn={turnOf(list, at)} common={common(tab.key)} onShow={() => onShow(tab.key, true)} onClose={() => onClose(tab.key)} />)}
      {!isReadOnly && (
        <button type="button" role="tab" className={styles['tab']} data-end="last" {...common('sessions')} onClick={() => onShow('sessions', true)}>
          {TERMINAL_STRINGS.sessions}
          {running !== null && running > 0 && <span className={styles['count']}>{running}</span>}
        </button>
      )}
    </div>
  );
}

interface TerminalTabProps {
  readonly tab: Tab;
  /** The second, third and so on of the same name; null for the first. */
  readonly turn: number | null;
  readonly common: object;
  readonly onShow: () => void;
  readonly onClose: () => void;
}

function TerminalTab({ tab: { terminal }, turn, common, onShow, onClose }: TerminalTabProps) {
  const view = useSyncExternalStore(terminal.subscribe, terminal.current, terminal.current);
  const { tone, words } = shownState(view);
  // A button within a tab is none to a screen reader: there it is the Delete key, and a button of the panel.
  const onClick = ({ target }: MouseEvent) => (target instanceof Element && target.closest('[data-close]') !== null ? onClose() : onShow());
  const onAuxClick = ({ button }: MouseEvent) => {
    if (button === 1) onClose();
  };
  return (
    <button type="button" role="tab" className={styles['tab']} data-closes="" {...common} aria-keyshortcuts="Delete" title={`${showText(view.title)}: ${words}`} onClick={onClick} onAuxClick={onAuxClick}>
      <span className={styles['dot']} data-tone={tone} />
      {view.row?.isRecording === true && <span className={styles['recording']} title={TERMINAL_STRINGS.recording} />}
      <span className={styles['name']}>{showText(view.title) || TERMINAL_STRINGS.open}</span>
      {turn !== null && <span>{turn}</span>}
      <span className="unseen">{words}</span>
      <span className={styles['close']} data-close="" aria-hidden="true"><Icon name="close" size={12} /></span>
    </button>
  );
}

/** Now, and whenever the bar has another width. Gives how to stop. */
function keepInSight(bar: HTMLElement | null, id: string): () => void {
  const observer = new ResizeObserver(() => {
    document.getElementById(id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  if (bar !== null) observer.observe(bar);
  return () => observer.disconnect();
}

/** A wheel has one axis, and so has this bar. */
function scrollAlong({ currentTarget, deltaX, deltaY }: WheelEvent): void {
  if (deltaX === 0) currentTarget.scrollLeft += deltaY;
}

function turnOf(list: readonly Tab[], at: number): number | null {
  const title = list[at]?.terminal.current().title;
  const before = list.slice(0, at).filter(({ terminal }) => terminal.current().title === title).length;
  return before === 0 ? null : before + 1;
}

/** Null: another key. */
function walk(key: string, at: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 };
  const next = steps[key];
  return next === undefined ? null : (next + count) % count;
}
