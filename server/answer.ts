/** From a result or a known failure to a response. What is not known is a defect, and goes on up. */
import type { FailureAnswer } from '@/lib/door-schema';
import type { Failure } from '@/lib/failure';
import { isDoorRefusal, type DoorRefusal } from './door-refusal';
import { isHelperError, type HelperError } from './helper-error';

const STATUS_BY_FAILURE: Readonly<Record<Failure, number>> = {
  usage: 400,
  denied: 403,
  gone: 404,
  identity: 409,
  unsupported: 501,
  limit: 413,
  join: 502,
  fault: 500,
  absent: 503,
  late: 504,
};
/** The limit is one of time: later it may be asked again. */
const TOO_OFTEN = 429;
/** The asker is gone: nobody reads this. The number is nginx's. */
const CLIENT_GONE = 499;

/** The result as JSON, or as it is when it already is a Response. */
export async function answer(work: () => unknown): Promise<Response> {
  try {
    const result = await work();
    return result instanceof Response ? result : Response.json(result, { headers: NOT_KEPT });
  } catch (error) {
    if (isAbort(error)) return new Response(null, { status: CLIENT_GONE });
    if (!isRefusal(error)) throw error;
    return Response.json(failureAnswer(error), { status: statusOf(error), headers: NOT_KEPT });
  }
}

const NOT_KEPT = { 'Cache-Control': 'no-store' };

function statusOf(error: HelperError | DoorRefusal): number {
  const isOfTime = isDoorRefusal(error) || error.errno === 'EUSERS';
  return error.failure === 'limit' && isOfTime ? TOO_OFTEN : STATUS_BY_FAILURE[error.failure];
}

export function failureAnswer(error: HelperError | DoorRefusal): FailureAnswer {
  const { failure, message } = error;
  const stage = 'stage' in error ? error.stage : null;
  const errno = 'errno' in error ? error.errno : null;
  const path = 'path' in error ? error.path : null;
  return { failure, message, ...(stage === null ? {} : { stage }), ...(errno === null ? {} : { errno }), ...(path === null ? {} : { path }) };
}

/** A known failure, with words for the asker. */
export function isRefusal(error: unknown): error is HelperError | DoorRefusal {
  return isHelperError(error) || isDoorRefusal(error);
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
