/** The colours and the font of a terminal, from the tokens of the page (app/globals.css). */
import type { ITheme } from '@xterm/xterm';

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

export function readTheme(): ITheme {
  const token = tokenReader();
  const plain = Object.fromEntries(COLOURS.map((name) => [name, token(`ansi-${name}`)]));
  const bright = Object.fromEntries(COLOURS.map((name) => [`bright${name.charAt(0).toUpperCase()}${name.slice(1)}`, token(`ansi-bright-${name}`)]));
  return {
    ...plain,
    ...bright,
    background: token('terminal-ground'),
    foreground: token('ink'),
    cursor: token('accent'),
    cursorAccent: token('terminal-ground'),
    selectionBackground: `${token('accent')}47`,
    selectionInactiveBackground: `${token('accent')}2e`,
    scrollbarSliderBackground: `${token('ink-faint')}59`,
    scrollbarSliderHoverBackground: `${token('ink-faint')}99`,
    scrollbarSliderActiveBackground: `${token('ink-faint')}bf`,
  };
}

/** What is found, and the one of them that is shown. */
export function readFindColours(): { matchBackground: string; matchOverviewRuler: string; activeMatchBackground: string; activeMatchColorOverviewRuler: string; activeMatchBorder: string } {
  const token = tokenReader();
  return {
    matchBackground: token('caution-soft'), matchOverviewRuler: token('caution'),
    activeMatchBackground: token('accent-soft'), activeMatchBorder: token('accent'), activeMatchColorOverviewRuler: token('accent'),
  };
}

export function readFont(): string {
  return tokenReader()('font-mono');
}

function tokenReader(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** The viewer may choose another theme at any time. */
export function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
