import type { Failure } from '@/lib/failure';

/** Our own server and Next's bundle each have a copy of this module: instanceof cannot see through that, a symbol of the process can. */
const BRAND = Symbol.for('nsatlas.HelperError');

export interface HelperErrorFacts {
  /** Where in its work the helper was: request, target, join … */
  readonly stage?: string;
  readonly errno?: string;
}

/** The helper refused, or could not be asked. `absent`: nobody answers. `late`: not in time. `fault`: cut off, or not understood. */
export class HelperError extends Error {
  override readonly name = 'HelperError';
  readonly [BRAND] = true;
  readonly stage: string | null;
  readonly errno: string | null;

  constructor(
    readonly failure: Failure,
    message: string,
    { stage, errno }: HelperErrorFacts = {},
  ) {
    super(message);
    this.stage = stage ?? null;
    this.errno = errno ?? null;
  }
}

export function isHelperError(error: unknown): error is HelperError {
  return error instanceof Error && BRAND in error;
}
