import { pickLanguage, type Language, type Spoken } from '@/lib/language';

/**
 * The language of this page, from its first paint to its end: another one comes with a reload. The server renders no words,
 * and a worker has none.
 */
export const PAGE_LANGUAGE: Language = typeof document === 'undefined' ? 'en' : pickLanguage([document.documentElement.lang]);

/** Of both the one that the page speaks. English is the one that says which strings there are; its sibling must have them all. */
export function bilingual<const English>(english: English, chinese: NoInfer<Spoken<English>>): Spoken<English> {
  // What has every string of the English is one `Spoken` of it: the compiler does not see that English itself is.
  return PAGE_LANGUAGE === 'zh' ? chinese : (english as Spoken<English>);
}
