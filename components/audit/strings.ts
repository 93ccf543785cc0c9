import { formatCount } from '@/lib/count-text';
import { bilingual } from '../language/bilingual';
import { AUDIT_STRINGS_ZH } from './strings.zh';

export const AUDIT_STRINGS_EN = {
  title: 'What was run on this host',
  list: 'Audit',
  failed: 'The audit could not be read',
  none: 'Nothing was run yet.',
  nowhere: 'It is kept nowhere but in what nsatlas prints where it was started.',
  keptIn: 'Written by the helper, before and after, in',
  journalToo: 'and in systemd’s journal',
  unreadable: (count: number) => (count === 1 ? 'One line of the file is no record: somebody else wrote there, or the disk was full.' : `${formatCount(count)} lines of the file are no records: somebody else wrote there, or the disk was full.`),
  cut: 'The command line is longer than what is kept of it.',
  goesOn: 'goes on, or was cut off',
  refused: 'refused',
  granted: 'recognised',
  givenBack: 'given back',
  stepUp: 'to be recognised',
  exit: (code: number) => `exit ${code}`,
  leftBehind: 'something of it could not be ended',
  terminal: 'terminal',
  made: (name: string) => `makes ${name}`,
  removes: (name: string) => `removes ${name}`,
  holder: 'a process that only holds the namespaces',
  as: (who: string) => `as ${who}`,
  user: (name: string) => `user ${name}`,
  peer: (uid: number) => `uid ${uid} at the door`,
  target: (pid: number) => `process ${pid}`,
  bytes: (read: number, written: number) => `${formatCount(read)} bytes in, ${formatCount(written)} out`,
} as const;

export const AUDIT_STRINGS = bilingual(AUDIT_STRINGS_EN, AUDIT_STRINGS_ZH);
