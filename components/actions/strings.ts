import { bilingual } from '../language/bilingual';
import type { KeyAction } from './key-actions';
import { ACTION_STRINGS_ZH, PALETTE_STRINGS_ZH } from './strings.zh';

export const ACTION_STRINGS_EN: Readonly<Record<KeyAction, string>> = {
  pods: 'Lens: Pods',
  namespaces: 'Lens: Namespaces',
  network: 'Lens: Network',
  hierarchy: 'Lens: Hierarchy',
  table: 'Lens: Table',
  search: 'Search; the empty field lists what one can search by',
  near: 'Only what is near the selection, and back',
  next: 'Next match of the search',
  previous: 'Match of the search before',
  compare: 'Compare what is selected with another object',
  exec: 'Exec in what is selected, or how to step in by hand',
  terminal: 'Open a terminal in what is selected',
  make: 'Make namespaces of your own',
  export: 'Export what is shown, for a document',
  pause: 'Hold the picture still, and go on',
  step: 'While it is held: one change on',
  timeline: 'The timeline of the last hour',
  keys: 'The list of keys',
  back: 'Close what is open, then the selection',
};

export const PALETTE_STRINGS_EN = {
  title: 'Actions',
  open: 'Actions (Ctrl+K)',
  openHint: 'All actions, and the way to every object',
  label: 'An action, or the name of an object',
  placeholder: 'What to do, or where to go …',
  actions: 'Actions',
  objects: 'Go to',
  nothing: 'No action and no object is called so.',
  nothingHint: 'Letters may be left out, but not exchanged. Objects are found as in the search field.',
  choice: (what: string, name: string) => `${what}: ${name}`,
  theme: (name: string) => `Theme: ${name}`,
  language: (name: string) => `Language: ${name}`,
} as const;

export const ACTION_STRINGS = bilingual(ACTION_STRINGS_EN, ACTION_STRINGS_ZH);
export const PALETTE_STRINGS = bilingual(PALETTE_STRINGS_EN, PALETTE_STRINGS_ZH);
