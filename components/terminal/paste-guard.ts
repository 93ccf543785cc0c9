/** What a paste would do is seen before it is done: lines run as they come, and controls can steer the terminal. */
import { showText } from '@/lib/text';

export interface Paste {
  /** What will be typed: without controls but tab and line end. */
  readonly text: string;
  /** One line each, nothing in them that a screen would hide. */
  readonly lines: readonly string[];
  /** It ends with a line end: the last line runs, too. */
  readonly endsLine: boolean;
  /** Controls that are left out. */
  readonly dropped: number;
  /** One plain line: nothing to ask. */
  readonly isPlain: boolean;
}

/**
 * All controls of C0 and C1 but tab and line ends. A shell that asked for bracketed paste (ESC [200~ … ESC [201~) takes what is
 * between as data: an ESC or a C1 CSI in the text could end it early, so that none of them may pass, nested or not.
 */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

export function readPaste(clipboard: string): Paste {
  const plain = clipboard.replace(/\r\n?/g, '\n');
  const endsLine = plain.endsWith('\n');
  const lines = (endsLine ? plain.slice(0, -1) : plain).split('\n').map((line) => line.split('\t').map(showText).join('\t'));
  return { text: plain.replace(CONTROLS, ''), lines, endsLine, dropped: plain.match(CONTROLS)?.length ?? 0, isPlain: lines.length === 1 && lines[0] === clipboard };
}
