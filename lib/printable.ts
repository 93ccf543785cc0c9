import { showText } from './text';

/** For files of lines: nothing that breaks a line, turns its direction, or is half a character. Spaces stay spaces. */
export function printable(text: string): string {
  return showText(text).replace(/[\ufffe\uffff]/g, '\ufffd');
}
