import { PAGE_LANGUAGE } from './bilingual';
import { toldWords } from './told-words';

const HAN = /\p{Script=Han}/u;

/** What the helper or the kernel says: in the language of the page where that knows the sentence, else in the English of the wire, marked as such. */
export function Told({ text }: { readonly text: string }) {
  if (PAGE_LANGUAGE === 'en' || HAN.test(text)) return text;
  return toldWords(text) ?? <span lang="en">{text}</span>;
}
