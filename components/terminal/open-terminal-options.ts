import type { TerminalRequest } from '@/lib/terminal-schema';
import type { Screen, ScreenListener } from './screen';

export interface OpenTerminalOptions {
  readonly title: string;
  /** Known for those of this page, so that the same can be opened once more. */
  readonly request: TerminalRequest | null;
  /** One that runs already; null: it is to be begun. */
  readonly id: string | null;
  /** Only looked at, also where typing is allowed. */
  readonly isWatched: boolean;
  readonly makeScreen: (listener: ScreenListener) => Promise<Screen>;
  readonly onLeave: () => void;
}
