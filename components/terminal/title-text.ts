import { showText } from '@/lib/text';

const SHOWN_CHARACTERS = 64;

/** What a program calls its window (OSC 0 and 2): short, and with nothing in it that a screen would hide. Null: nothing. */
export function titleText(said: string): string | null {
  const characters = Array.from(said.slice(0, SHOWN_CHARACTERS * 4).trim());
  if (characters.length === 0) return null;
  const kept = characters.slice(0, SHOWN_CHARACTERS).join('');
  return showText(characters.length > SHOWN_CHARACTERS ? `${kept}…` : kept);
}
