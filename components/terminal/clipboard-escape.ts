/** OSC 52: a program in the terminal wants to write the clipboard of whoever looks at it, or to read it. */
import { decodeBase64 } from '@/lib/base64';
import { bytesToText } from '@/lib/text';

const LIMIT_BYTES = 64 * 1024;

/** The text it wants to write. Null: it wants to read, which is never answered; or to clear; or it is no text, or too much. */
export function writtenText(data: string): string | null {
  const payload = data.slice(data.indexOf(';') + 1);
  if (payload === '?' || payload === '' || payload.length > LIMIT_BYTES * 4 / 3 + 4) return null;
  try {
    const text = bytesToText(decodeBase64(payload));
    return typeof text === 'string' && text !== '' ? text : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
