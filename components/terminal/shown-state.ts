import type { Terminal } from '@/lib/terminal-schema';
import { endingOf } from './ending';
import type { TerminalView } from './open-terminal';
import { TERMINAL_STRINGS } from './strings';

export interface ShownState {
  readonly tone: 'quiet' | 'good' | 'caution' | 'bad';
  readonly words: string;
}

const TONES: Readonly<Record<Exclude<TerminalView['stage']['kind'], 'live' | 'over'>, ShownState['tone']>> = {
  preparing: 'quiet', asking: 'quiet', connecting: 'quiet', refused: 'bad', denied: 'bad', lost: 'caution', gone: 'caution', withdrawn: 'caution',
};

/** How a terminal is, in a word or two. */
export function shownState({ stage, row }: Pick<TerminalView, 'stage' | 'row'>): ShownState {
  const ofRow = row === null ? null : shownRow(row);
  if (ofRow?.isOver === true || stage.kind === 'live' || stage.kind === 'over') return ofRow ?? { tone: 'quiet', words: TERMINAL_STRINGS.states.starting };
  return { tone: TONES[stage.kind], words: TERMINAL_STRINGS.states[stage.kind] };
}

/** The same of one that another page shows, or none. */
export function shownRow(row: Pick<Terminal, 'state'>): ShownState & { readonly isOver: boolean } {
  const ending = endingOf(row);
  if (ending !== null) return { tone: ending.tone === 'good' ? 'quiet' : ending.tone, words: ending.failure === null ? ending.words : TERMINAL_STRINGS.states.failed, isOver: true };
  const { kind } = row.state;
  return { tone: kind === 'running' ? 'good' : kind === 'waiting' ? 'caution' : 'quiet', words: TERMINAL_STRINGS.states[kind], isOver: false };
}
