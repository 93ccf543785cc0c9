/** Where a terminal's output can be taken up when what came before is lost. */

const SEARCHED_BYTES = 4096;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const ESCAPE = 0x1b;

/**
 * How many bytes to leave out, so that no half character and no half escape sequence comes first. Behind the end of a line or at
 * an escape, which ends whatever sequence was under way; in 4 KiB without either, at the first whole character.
 */
export function replayStart(bytes: Uint8Array): number {
  const searched = bytes.subarray(0, SEARCHED_BYTES);
  const at = searched.findIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === ESCAPE);
  if (at < 0) return firstCharacter(searched);
  if (searched[at] === ESCAPE) return at;
  return searched[at] === CARRIAGE_RETURN && searched[at + 1] === LINE_FEED ? at + 2 : at + 1;
}

function firstCharacter(bytes: Uint8Array): number {
  const at = bytes.findIndex((byte) => !isContinuation(byte));
  return at < 0 ? bytes.length : at;
}

/** The bytes of UTF-8 that begin no character. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
