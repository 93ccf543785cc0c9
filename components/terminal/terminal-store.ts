/** The terminals of this page, which of them is on show, and what of it a reload brings back. */
import { z } from 'zod';
import { terminalRequest, type Terminal, type TerminalRequest } from '@/lib/terminal-schema';
import { OpenTerminal } from './open-terminal';
import type { OpenTerminalOptions } from './open-terminal-options';
import { makeScreen } from './screen';
import { readSettings, watchSettings } from './settings';
import { WATCH_WORD } from './terminal-door';

export interface Tab {
  readonly key: string;
  readonly terminal: OpenTerminal;
}

/** `command` and `sessions` are always there; else the key of a terminal. */
export type Shown = 'command' | 'sessions' | (string & {});

export interface Tabs {
  readonly list: readonly Tab[];
  readonly shown: Shown;
}

const NO_TABS: Tabs = { list: [], shown: 'command' };

const KEPT_KEY = 'nsatlas.terminals';
const kept = z.object({
  shown: z.string(),
  list: z.array(z.object({ id: z.string(), title: z.string(), request: terminalRequest.nullable(), isWatched: z.boolean() })).max(100),
});

export class TerminalStore {
  readonly #listeners = new Set<() => void>();
  #tabs = NO_TABS;
  #lastKey = 0;

  readonly current = (): Tabs => this.#tabs;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What this page had before it was loaded anew, and what its address asks to watch. True when there is something to show. */
  restore(): boolean {
    if (this.#tabs.list.length > 0) return false;
    const { list, shown } = readKept();
    for (const row of list) this.#add(row);
    const watched = new URLSearchParams(location.search).get(WATCH_WORD);
    const old = this.#tabs.list.find(({ terminal }) => terminal.current().id === shown)?.key;
    if (old !== undefined || shown === 'sessions') this.show(old ?? shown);
    if (watched !== null && watched !== '') this.attach({ id: watched, title: '' }, true);
    return this.#tabs.list.length > 0;
  }

  /** Begins a terminal and shows it, in the place of an old one or as the last. */
  open(title: string, request: TerminalRequest, instead: string | null = null): void {
    const at = this.#tabs.list.findIndex(({ key }) => key === instead);
    const key = this.#add({ id: null, title, request, isWatched: false });
    if (at >= 0 && instead !== null) {
      const { list } = this.#tabs;
      this.#set({ ...this.#tabs, list: [...list.slice(0, at), ...list.slice(-1), ...list.slice(at, -1)] });
      this.close(instead);
    }
    this.show(key);
    this.focus(key);
  }

  /** Shows one that runs already. */
  attach({ id, title }: Pick<Terminal, 'id' | 'title'>, isWatched = false): void {
    const key = this.keyOf(id) ?? this.#add({ id, title, request: null, isWatched });
    this.show(key);
    this.focus(key);
  }

  /** The tab that shows it; null when none does. */
  keyOf(id: string): string | null {
    return this.#tabs.list.find(({ terminal }) => terminal.current().id === id)?.key ?? null;
  }

  /** Null until it has begun. */
  idOf(key: string): string | null {
    return this.#terminal(key)?.current().id ?? null;
  }

  /** Nothing runs in it that its end would end, or that would be lost from sight. */
  mayClose(key: string): boolean {
    return this.#terminal(key)?.isLive !== true;
  }

  focus(key: string): void {
    this.#terminal(key)?.focus();
  }

  show(shown: Shown): void {
    this.#set({ ...this.#tabs, shown });
  }

  /** The tab goes; the terminal is not ended by it. */
  close(key: string): void {
    const { list, shown } = this.#tabs;
    const at = list.findIndex((tab) => tab.key === key);
    list[at]?.terminal.dispose();
    const rest = list.filter((tab) => tab.key !== key);
    this.#set({ list: rest, shown: shown === key ? (rest[Math.min(at, rest.length - 1)]?.key ?? 'command') : shown });
  }

  /** Keeps them all as the settings say, and asks before a page with a live one goes away. Gives how to stop. */
  readonly attend = (): (() => void) => {
    const stopWatching = watchSettings(() => this.#tabs.list.forEach(({ terminal }) => terminal.applySettings()));
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (this.#tabs.list.some(({ terminal }) => terminal.isLive)) event.preventDefault();
    };
    window.addEventListener('beforeunload', beforeUnload);
    return () => {
      stopWatching();
      window.removeEventListener('beforeunload', beforeUnload);
    };
  };

  readonly retry = (): void => {
    for (const { terminal } of this.#tabs.list) if (terminal.current().stage.kind === 'lost') terminal.retry();
  };

  #terminal(key: string): OpenTerminal | undefined {
    return this.#tabs.list.find((tab) => tab.key === key)?.terminal;
  }

  #add(options: Omit<OpenTerminalOptions, 'makeScreen' | 'onLeave'>): string {
    this.#lastKey += 1;
    const key = `t${this.#lastKey}`;
    const terminal = new OpenTerminal({ ...options, makeScreen: (listener) => makeScreen(listener, readSettings()), onLeave: () => document.getElementById(tabId(key))?.focus() });
    terminal.subscribe(() => this.#keep());
    this.#set({ ...this.#tabs, list: [...this.#tabs.list, { key, terminal }] });
    return key;
  }

  #set(tabs: Tabs): void {
    this.#tabs = tabs;
    this.#keep();
    for (const listener of this.#listeners) listener();
  }

  #keep(): void {
    const { list, shown } = this.#tabs;
    const rows = list.flatMap(({ terminal }) => {
      const { id, title } = terminal.current();
      return id === null ? [] : [{ id, title, request: terminal.request, isWatched: terminal.isWatched }];
    });
    const shownId = list.find(({ key }) => key === shown)?.terminal.current().id ?? shown;
    const text = JSON.stringify({ shown: shownId, list: rows });
    if (sessionStorage.getItem(KEPT_KEY) !== text) sessionStorage.setItem(KEPT_KEY, text);
  }
}

/** The element of a tab: the focus goes there when the terminal is left. */
export function tabId(shown: Shown): string {
  return `exec-tab-${shown}`;
}

function readKept(): z.infer<typeof kept> {
  try {
    const decoded = kept.safeParse(JSON.parse(sessionStorage.getItem(KEPT_KEY) ?? 'null'));
    return decoded.success ? decoded.data : { shown: 'command', list: [] };
  } catch (error) {
    if (error instanceof SyntaxError) return { shown: 'command', list: [] };
    throw error;
  }
}
