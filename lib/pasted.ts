/** What a pasted line of another tool means here, or why it means nothing. */
import type { JoinOptions } from './exec-schema';
import type { ObjectId } from './object-id';
import { PASTE_WORDS_EN, type PasteSaying } from './paste-strings';
import type { NamespaceType, Snapshot } from './schema';
import type { ShellWord } from './shell-words';

/** A part of the line that is not honoured, and why. */
export interface Lost {
  readonly part: string;
  readonly why: PasteSaying;
}

export interface Pasted {
  readonly target: ObjectId;
  /** `like`: all in which the target differs from the host. */
  readonly types: 'like' | readonly NamespaceType[];
  readonly options: JoinOptions;
  /** Empty: a shell. */
  readonly argv: readonly string[];
  /** It was meant for a terminal. */
  readonly terminal: boolean;
  readonly lost: readonly Lost[];
}

/** What a tool's own reader works on. */
export interface PasteWorld {
  readonly snapshot: Snapshot;
  /** What the viewer has picked of the candidates. */
  readonly chosen: ObjectId | null;
}

/** Why nothing comes of it: where in the line, and what may have been meant. */
export class PasteError extends Error {
  override readonly name = 'PasteError';
  readonly saying: PasteSaying;
  readonly place: Pick<ShellWord, 'at' | 'end'> | null;
  readonly candidates: readonly ObjectId[];

  constructor(saying: PasteSaying, { place = null, candidates = [] }: { readonly place?: Pick<ShellWord, 'at' | 'end'> | null; readonly candidates?: readonly ObjectId[] } = {}) {
    super(saying(PASTE_WORDS_EN));
    this.saying = saying;
    this.place = place;
    this.candidates = candidates;
  }
}
