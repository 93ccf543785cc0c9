/** The commands of each session that are over, with what they wrote: a page that is loaded again shows them. In memory only, and never for long. */
import { objectTitle } from '@/lib/object-title';
import type { ExecRequest, ExecResult, ExecRun, ExecRuns as List } from '@/lib/exec-schema';
import type { Snapshot } from '@/lib/schema';
import type { Text } from '@/lib/text';
import { failureAnswer, isAbort, isRefusal } from './answer';

/** Of one session. */
export const RUNS_KEPT = 50;
/** Of all sessions together: letters of output and requests. */
export const LETTERS_KEPT = 32 * 1024 * 1024;

interface Kept {
  readonly owner: string;
  readonly letters: number;
  readonly run: ExecRun;
}

interface Asked {
  /** The session. */
  readonly owner: string;
  readonly request: ExecRequest;
}

export class ExecRuns {
  readonly #clock: () => number;
  readonly #isIn: (owner: string) => boolean;
  /** Oldest first. */
  #kept: readonly Kept[] = [];
  #lastId = 0;

  /** `isIn`: whether that is a session, which lasts. `clock`: milliseconds since 1970. */
  constructor(isIn: (owner: string) => boolean, clock: () => number = Date.now) {
    this.#isIn = isIn;
    this.#clock = clock;
  }

  /** Does it, and keeps how it went. `run` is told where to say in which Snapshot the target was found. */
  async noting({ owner, request }: Asked, run: (found: (snapshot: Snapshot) => void) => Promise<ExecResult>): Promise<ExecResult> {
    const at = this.#clock();
    let title: string = request.target;
    const note = (outcome: ExecRun['outcome']): void => this.#note(owner, { at, title, request, outcome });
    try {
      const result = await run((snapshot) => (title = objectTitle(snapshot, request.target) ?? title));
      note({ kind: 'done', result });
      return result;
    } catch (error) {
      if (isAbort(error)) note({ kind: 'stopped' });
      else if (isRefusal(error) && !isAskedAgain(error)) note({ kind: 'failed', answer: failureAnswer(error) });
      throw error;
    }
  }

  list(owner: string): List {
    return { runs: this.#kept.filter((kept) => kept.owner === owner).map(({ run }) => run).reverse() };
  }

  /** Its session is over, or wants it so. */
  forget(owner: string): void {
    this.#kept = this.#kept.filter((kept) => kept.owner !== owner);
  }

  #note(owner: string, run: Omit<ExecRun, 'id'>): void {
    if (!this.#isIn(owner)) return;
    this.#lastId += 1;
    const mine = [...this.#kept.filter((kept) => kept.owner === owner), { owner, letters: lettersOf(run), run: { ...run, id: this.#lastId } }];
    const surplus = mine.slice(0, -RUNS_KEPT);
    this.#kept = newestOf([...this.#kept.filter((kept) => !surplus.includes(kept)), ...mine.slice(-1)]);
  }
}

/** Once its user is recognised the page asks for the very same again. */
function isAskedAgain(error: object): boolean {
  return 'errno' in error && error.errno === 'ENOKEY';
}

/** As many as there is room for. */
function newestOf(kept: readonly Kept[]): readonly Kept[] {
  let letters = 0;
  const first = kept.findLastIndex((one) => (letters += one.letters) > LETTERS_KEPT);
  return kept.slice(first + 1);
}

function lettersOf({ request, outcome }: Pick<ExecRun, 'request' | 'outcome'>): number {
  const said = outcome.kind === 'done' ? lengthOf(outcome.result.stdout) + lengthOf(outcome.result.stderr) : 0;
  return said + JSON.stringify(request).length;
}

function lengthOf(text: Text): number {
  return typeof text === 'string' ? text.length : text.b64.length;
}
