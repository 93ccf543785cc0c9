/** How a terminal came to its end, in words. */
import type { FailureAnswer } from '@/lib/door-schema';
import type { Terminal } from '@/lib/terminal-schema';
import { showText } from '@/lib/text';
import { DOOR_STRINGS, FAILURE_TITLES } from '../door-strings';
import { TERMINAL_STRINGS } from './strings';

export interface Ending {
  readonly tone: 'good' | 'caution' | 'bad';
  readonly words: string;
  /** Set when it never ran. */
  readonly failure: FailureAnswer | null;
}

/** Null while it has not ended. */
export function endingOf({ state }: Pick<Terminal, 'state'>): Ending | null {
  switch (state.kind) {
    case 'starting':
    case 'waiting':
    case 'running':
      return null;
    case 'failed':
      return { tone: 'bad', words: failureWords(state.answer), failure: state.answer };
    case 'ended': {
      const how = state.code !== null ? TERMINAL_STRINGS.exit(state.code) : state.signal !== null ? TERMINAL_STRINGS.signal(state.signal) : TERMINAL_STRINGS.ended;
      const why = TERMINAL_STRINGS.reasons[state.reason](state.by === null ? null : showText(state.by));
      return { tone: toneOf(state), words: why === '' ? how : `${how} (${why})`, failure: null };
    }
  }
}

function toneOf({ reason, code }: Extract<Terminal['state'], { kind: 'ended' }>): Ending['tone'] {
  if (reason !== 'exit') return 'caution';
  return code === 0 ? 'good' : 'bad';
}

function failureWords({ failure, stage, message }: FailureAnswer): string {
  const title = stage === 'rights' && failure === 'denied' ? DOOR_STRINGS.rights : stage === 'run' && failure === 'join' ? DOOR_STRINGS.notStarted : FAILURE_TITLES[failure];
  return `${title}: ${message}`;
}

/**
 * Back to the plain screen, out of all modes a program left behind, and a line of our own. The cursor is kept first: who leaves the full
 * screen gets the one that was kept before it, and who was on the plain one already would get that of an earlier full screen.
 */
const BACK_TO_PLAIN = '\u001b7\u001b[?1049l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?2004l\u001b[!p\u001b[0m';

/** For the terminal itself: a line that holds nothing which could steer it. */
export function writtenEnding(words: string): string {
  return `${BACK_TO_PLAIN}\r\n\u001b[2m── ${showText(words)}\u001b[0m\r\n`;
}
