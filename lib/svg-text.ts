/** Texts and numbers as XML 1.0 takes them. Names come from the kernel and from foreign hands: they can hold anything. */

/** What is no character of XML (production 2 of the recommendation): most control characters, half surrogates, two that are none. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ENTITY_BY_SIGN: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

/** For content and for attributes. What XML has no way to say stands as the replacement character. */
export function escapeXml(text: string): string {
  return text.replace(NO_CHARACTER, '\ufffd').replace(/[&<>"'\t\n\r]/g, (sign) => ENTITY_BY_SIGN[sign] ?? sign);
}

/** A tenth of a pixel is less than what is seen, at four times the size too. No exponent, no minus before zero. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

/** Numbers of a path: a minus parts them as well as a space. */
export function numbers(...values: readonly number[]): string {
  return values.map(rounded).join(' ').replaceAll(' -', '-');
}
