/** The languages of the page, and which of them somebody reads. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** As `lang` has it (BCP 47). */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

/** Each in itself: who cannot read the page finds the own one. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

/** The same strings in another language: no string less, and no argument that the first one does not get. */
export type Spoken<T> = T extends (...words: infer Words) => infer Said
  ? (...words: Words) => Spoken<Said>
  : T extends string
    ? string
    : T extends number | boolean | null | undefined
      ? T
      : { readonly [Name in keyof T]: Spoken<T[Name]> };

/** The first of the tags (`zh-CN`, `en-GB`, …) that is a language of ours; English for who reads neither. */
export function pickLanguage(tags: readonly string[]): Language {
  return tags.map((tag) => tag.toLowerCase().split('-')[0]).map((tag) => LANGUAGES.find((language) => language === tag)).find((language) => language !== undefined) ?? 'en';
}
