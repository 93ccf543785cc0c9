/** From what a pasted line means to what stands in the form. */
import { shellQuote } from '@/lib/nsenter';
import type { Pasted } from '@/lib/pasted';
import type { Draft } from './draft';
import { optionsOf } from './options';

export function draftOfPasted({ types, options, argv }: Pasted, draft: Draft): Draft {
  const isNet = types !== 'like' && types.length === 1 && types[0] === 'net';
  return {
    way: types === 'like' ? 'like' : isNet ? 'net' : 'custom',
    custom: types === 'like' ? draft.custom : types,
    line: argv.map(shellQuote).join(' '),
    inShell: false,
    options: optionsOf(options, draft.options.limitMs),
  };
}

/** As it fits into one line of the form: a line that goes on behind a backslash is one. */
export function inOneLine(pasted: string): string {
  return pasted.replaceAll(/\\\r?\n[ \t]*/g, ' ').trim();
}
