import { PAGE_LANGUAGE } from './bilingual';

const HAN = /\p{Script=Han}/u;

/** What the helper or the kernel says, in the English of the wire: on a page of another language it is marked as such. */
export function Told({ text }: { readonly text: string }) {
  return PAGE_LANGUAGE === 'en' || HAN.test(text) ? text : <span lang="en">{text}</span>;
}
