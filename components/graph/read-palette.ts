import { CSS_NAME_BY_INK, INKS, type Palette } from '@/lib/palette';

/** The inks as the page's theme has them now. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(INKS.map((ink) => [ink, style.getPropertyValue(CSS_NAME_BY_INK[ink]).trim()])) as Palette;
}

/** Calls back when the theme changes, by the switch or by the system. */
export function onThemeChange(react: () => void): () => void {
  const watcher = new MutationObserver(react);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  const media = matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', react);
  return () => {
    watcher.disconnect();
    media.removeEventListener('change', react);
  };
}

export function isMotionReduced(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
