import { PAGE_LANGUAGE } from './bilingual';
import { PART_WORDS } from './strings';
import { TOLD_ZH } from './told-zh';

interface Form {
  readonly pattern: RegExp;
  readonly chinese: string;
}

const PLACE = /%(?:\.\*)?(?:zu|llu|[dsu])/;

/** The ones with the most words of their own first: `%s: one changed` is also `%s: %s`. */
const FORMS: readonly Form[] = PAGE_LANGUAGE === 'en' ? [] : TOLD_ZH
  .map(([format, chinese]) => ({ own: format.split(PLACE), chinese }))
  .sort((a, b) => b.own.join('').length - a.own.join('').length)
  .map(({ own, chinese }) => ({ pattern: new RegExp(`^${own.map(escapeSigns).join('(.+?)')}$`), chinese }));

function escapeSigns(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}

/** What the helper says, in the language of the page; null where that does not know it, or is English anyhow. */
export function toldWords(text: string): string | null {
  for (const { pattern, chinese } of FORMS) {
    const places = pattern.exec(text);
    // What stands in a place may itself be a sentence.
    if (places !== null) return chinese.replace(/\$(\d)/g, (_, place) => toldWords(places[Number(place)] ?? '') ?? places[Number(place)] ?? '');
  }
  return null;
}

/** `sharedMemory`, `sockets: tcp inet`: a name on the wire, and what follows it, as words. */
export function partWords(what: string): string {
  const [name = '', ...rest] = what.split(':');
  return [isPart(name) ? PART_WORDS[name] : name, ...rest].join(':');
}

function isPart(name: string): name is keyof typeof PART_WORDS {
  return Object.hasOwn(PART_WORDS, name);
}
