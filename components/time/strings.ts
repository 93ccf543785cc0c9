import { formatCount } from '@/lib/count-text';
import type { DifferenceList } from '@/lib/difference';
import type { Turn } from '@/lib/happenings';
import { FILE_WORDS_EN } from '@/lib/snapshot-file-strings';
import { FILE_WORDS_ZH } from '@/lib/snapshot-file-strings.zh';
import { bilingual } from '../language/bilingual';
import { DIFFERENCE_STRINGS_ZH, FILE_STRINGS_ZH, PAST_STRINGS_ZH, TIME_STRINGS_ZH } from './strings.zh';

function many(count: number, one: string, more: string): string {
  return `${formatCount(count)} ${count === 1 ? one : more}`;
}

const NOUNS: Readonly<Record<DifferenceList, readonly [string, string]>> = {
  pods: ['pod', 'pods'], containers: ['container', 'containers'], namespaces: ['namespace', 'namespaces'], processes: ['process', 'processes'],
};

export const TIME_STRINGS_EN = {
  group: 'Time',
  pause: 'Hold the picture still',
  pauseHint: 'Hold the picture still: it stays as it is until you go on (p)',
  resume: 'Go on',
  resumeHint: 'Go on with how it is now (p)',
  step: 'One change on',
  stepHint: 'Go on by one change (.)',
  paused: (time: string) => `Paused at ${time}`,
  waiting: (count: number) => `${many(count, 'change', 'changes')} since`,
  past: (time: string) => `As of ${time}`,
  file: 'From a file',
  changes: 'What came and went',
  noChanges: 'No changes yet',
  changesHint: 'What came and went since this page was opened',
  empty: 'Nothing has come or gone since this page was opened.',
  gone: 'gone since',
  turns: { added: 'came', removed: 'went', changed: 'changed' } as Readonly<Record<Turn, string>>,
  leftOut: (count: number) => `and ${many(count, 'more', 'more')}`,
  count: (list: DifferenceList, count: number) => many(count, ...NOUNS[list]),
  timeline: 'Timeline',
  timelineHint: 'The last hour, moment by moment (h)',
  timelineReading: 'Reading the last hour',
  timelineEmpty: 'Nothing is kept yet: moments are kept while somebody watches.',
  position: 'Moment',
  now: 'Now',
  nowHint: 'Back to how it is now',
  earlier: 'The change before',
  later: 'The next change',
  processes: (count: number) => many(count, 'process', 'processes'),
  nobody: 'nobody watched',
  kept: (minutes: number, used: string, limit: string) => `${many(minutes, 'minute', 'minutes')} kept, ${used} of at most ${limit}`,
  mark: 'Compare from here',
  markHint: 'Keep this moment: whatever you go to is compared with it',
} as const;
export const TIME_STRINGS = bilingual(TIME_STRINGS_EN, TIME_STRINGS_ZH);

export const PAST_STRINGS_EN = {
  region: 'Not of now',
  reading: (time: string) => `Reading how it was at ${time} …`,
  title: (host: string, time: string) => `${host} as it was at ${time}`,
  body: 'What is asked of the host when it is looked at, such as addresses, mounts and sockets, was not kept; commands run only in what is there now.',
  reason: 'This is how the host was, not how it is: go back to now first.',
  failed: (time: string) => `How it was at ${time} is not known here`,
  failedBody: 'The server keeps an hour, in its memory: the moment is older, nobody watched then, or nsatlas was started again since.',
  toNow: 'Back to now',
  compare: 'Compare with now',
  notKept: 'Not kept',
  notKeptBody: 'Addresses, mounts, sockets, usage: they are asked of the host when somebody looks, and this is not the host of now.',
  noWires: 'The wires of then were not kept: here are the net namespaces alone.',
} as const;
export const PAST_STRINGS = bilingual(PAST_STRINGS_EN, PAST_STRINGS_ZH);

export const FILE_STRINGS_EN = {
  title: (host: string, time: string) => `A file: ${host} as of ${time}`,
  body: (name: string, product: string) => `${name}, written by nsatlas ${product}. It is not looked at, and nothing can be done there.`,
  otherHost: 'Another host, or another boot of this one',
  sameHost: 'This host, since its last boot',
  reason: 'This is a file, not a host: leave it first.',
  leave: 'Leave the file',
  files: 'Files',
  dropHint: 'Or drop one anywhere on this page.',
  open: 'Open a snapshot …',
  save: 'Save this snapshot',
  drop: 'Drop a snapshot of nsatlas to look at it',
  failed: (name: string) => `${name} cannot be shown`,
  tooLarge: (size: string, limit: string) => `It has ${size}, and ${limit} are allowed.`,
  unreadable: 'The browser could not read it.',
  close: 'Close this message',
} as const;
export const FILE_STRINGS = bilingual(FILE_STRINGS_EN, FILE_STRINGS_ZH);

export const DIFFERENCE_STRINGS_EN = {
  title: 'What is different',
  between: (from: string, to: string) => `From ${from} to ${to}`,
  now: 'now',
  none: 'Nothing is different.',
  otherBoot: 'They cannot be compared: pids and inode numbers mean something within one boot of one host only, and these are of two.',
  end: 'End the comparison',
  heading: (added: number, removed: number, changed: number) => [`+${formatCount(added)}`, `−${formatCount(removed)}`, ...(changed > 0 ? [`~${formatCount(changed)}`] : [])].join('  '),
  /** Of what came only after the moment that is on the screen. */
  later: 'came later',
  names: { pods: 'Pods', containers: 'Containers', namespaces: 'Namespaces', processes: 'Processes' } as Readonly<Record<DifferenceList, string>>,
  key: 'In the picture: a ring for what came, a broken ring for what went, dots for what changed.',
} as const;
export const DIFFERENCE_STRINGS = bilingual(DIFFERENCE_STRINGS_EN, DIFFERENCE_STRINGS_ZH);
export const FILE_WORDS = bilingual(FILE_WORDS_EN, FILE_WORDS_ZH);
