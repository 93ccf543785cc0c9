import type { Failure } from '@/lib/failure';

/** As in helper-error.ts: the class has a copy in each of two bundles. */
const BRAND = Symbol.for('nsatlas.DoorRefusal');

/** The web door itself refuses, before any helper is asked: a wrong request, a missing right, an object that is no more. */
export class DoorRefusal extends Error {
  override readonly name = 'DoorRefusal';
  readonly [BRAND] = true;

  constructor(
    readonly failure: Failure,
    message: string,
    /** The bad field of the request. */
    readonly path: string | null = null,
  ) {
    super(message);
  }
}

export function isDoorRefusal(error: unknown): error is DoorRefusal {
  return error instanceof Error && BRAND in error;
}
