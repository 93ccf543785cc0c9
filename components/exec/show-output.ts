/** Output of a command for the screen: text that nobody vouches for. */
import { bytesToText, showText, textBytes, type Text } from '@/lib/text';

const NEWLINE = 0x0a;
const TAB = 0x09;

/** Lines without their ends. Line ends and tabs keep their meaning, everything else that is unprintable stands as `\xNN`. */
export function outputLines(output: Text): string[] {
  const lines = typeof output === 'string' ? output.split('\n').map(showLine) : splitBytes(textBytes(output), NEWLINE).map(showByteLine);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function showLine(line: string): string {
  return line.split('\t').map(showText).join('\t');
}

function showByteLine(line: Uint8Array): string {
  return splitBytes(line, TAB).map((cell) => showText(bytesToText(cell))).join('\t');
}

function splitBytes(bytes: Uint8Array, separator: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(separator); end >= 0; end = bytes.indexOf(separator, start)) {
    pieces.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...pieces, bytes.subarray(start)];
}
