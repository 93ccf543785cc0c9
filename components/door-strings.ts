import type { Failure } from '@/lib/failure';
import { bilingual } from './language/bilingual';
import { FAILURE_TITLES_ZH, DOOR_STRINGS_ZH, RETRY_HINTS_ZH } from './door-strings.zh';

/** What each failure means to the person who reads it. */
export const FAILURE_TITLES_EN: Readonly<Record<Failure, string>> = {
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

export const DOOR_STRINGS_EN = {
  /** The namespaces were joined, and the command in them was not to be had. */
  notStarted: 'The command could not be started',
  /** The policy of the host says no: more of other rights would not help. */
  rights: 'The policy of this host does not permit it',
  noAnswer: 'The nsatlas server does not answer. It may have been stopped.',
  oddAnswer: (path: string, why: string) => `${path} answered what this page does not understand: ${why}. Reloading the page may help after an update.`,
  oddStatus: (status: number) => `The server answered with status ${status} and no reason.`,
} as const;

/** What may help. */
export const RETRY_HINTS_EN: Readonly<Partial<Record<Failure, string>>> = {
  denied: 'More rights on the host would show it.',
  late: 'The host may be busy.',
  absent: 'Is nsatlas still running?',
};

export const FAILURE_TITLES = bilingual(FAILURE_TITLES_EN, FAILURE_TITLES_ZH);
export const DOOR_STRINGS = bilingual(DOOR_STRINGS_EN, DOOR_STRINGS_ZH);
export const RETRY_HINTS = bilingual(RETRY_HINTS_EN, RETRY_HINTS_ZH);
