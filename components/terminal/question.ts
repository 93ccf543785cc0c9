import type { Paste } from './paste-guard';

/** What somebody is asked about before it is done. */
export type Question =
  | { readonly kind: 'paste'; readonly paste: Paste }
  | { readonly kind: 'address'; readonly offered: string }
  /** The browser does not let us read the clipboard, or write it: the person does it. */
  | { readonly kind: 'paste-by-hand' }
  | { readonly kind: 'copy-by-hand'; readonly text: string };
