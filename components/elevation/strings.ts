import { ANSWER_LIMIT_BYTES } from '@/lib/rights-schema';
import { bilingual } from '../language/bilingual';
import { ELEVATION_STRINGS_ZH } from './strings.zh';

export const ELEVATION_STRINGS_EN = {
  title: 'Who are you on this host?',
  lead: (policy: string) => `The policy ${policy} lets some users do this. The host decides who you are, by PAM; nsatlas keeps nothing of what you type.`,
  user: 'User name on the host',
  next: 'Next',
  send: 'Send',
  cancel: 'Cancel',
  saysPam: 'The host says:',
  unnamed: 'Answer',
  busy: { begin: 'Asking the host…', answer: 'The host looks at it…', hear: 'The host waits for you…' },
  notRecognised: 'Not recognised. The name, the password, the account, or no rule for this user: the host does not say which.',
  lockedOut: (why: string) => `Nobody gets in under this name for now: ${why}.`,
  tooLong: 'It took more than a minute. Begin again.',
  noName: 'A user name has small letters, digits, _ and -, at most 32.',
  tooLarge: `An answer has at most ${ANSWER_LIMIT_BYTES} bytes.`,
  stepUp: 'Step up',
  stepUpHint: (policy: string) => `Be recognised, for what the policy ${policy} lets only some users do`,
  recognised: 'recognised as',
  left: 'left',
  giveBack: 'Give back',
  giveBackHint: 'From then on nobody is recognised in this browser. What runs goes on.',
  giveBackFailed: 'It could not be given back, and ends by itself',
  confirmTitle: (number: number) => `Confirmation ${number} waits on the host`,
  confirmBody: 'Somebody with the right to has to read there what will run, and say yes, within two minutes:',
  confirmWhat: 'command',
  giveUp: 'Give up',
} as const;

export const ELEVATION_STRINGS = bilingual(ELEVATION_STRINGS_EN, ELEVATION_STRINGS_ZH);
