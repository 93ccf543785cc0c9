import type { Failure } from '@/lib/failure';

/** What each failure means to the person who reads it. */
export const FAILURE_TITLES: Readonly<Record<Failure, string>> = {
  usage: 'The request was not understood',
  denied: 'Not permitted',
  gone: 'It is no longer there',
  identity: 'It is not what it was',
  unsupported: 'Not possible here',
  limit: 'More than is allowed',
  join: 'The namespaces could not be joined',
  fault: 'Something is wrong in nsatlas',
  absent: 'Nobody answers',
  late: 'No answer in time',
};

/** The namespaces were joined, and the command in them was not to be had. */
export const NOT_STARTED_TITLE = 'The command could not be started';

/** The policy of the host says no: more of other rights would not help. */
export const RIGHTS_TITLE = 'The policy of this host does not permit it';

export const DOOR_STRINGS = {
  noAnswer: 'The nsatlas server does not answer. It may have been stopped.',
  oddAnswer: (path: string, why: string) => `${path} answered what this page does not understand: ${why}. Reloading the page may help after an update.`,
  oddStatus: (status: number) => `The server answered with status ${status} and no reason.`,
} as const;

/** What may help. */
export const RETRY_HINTS: Readonly<Partial<Record<Failure, string>>> = {
  denied: 'More rights on the host would show it.',
  late: 'The host may be busy.',
  absent: 'Is nsatlas still running?',
};
