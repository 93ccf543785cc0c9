import { formatCount } from '@/lib/count-text';
import type { KnownOf } from '@/lib/search-known';
import type { FieldName } from '@/lib/query-fields';
import type { Expected } from '@/lib/query-values';
import type { Lens } from '@/lib/view';
import { counted } from '../language/counted';
import { bilingual } from '../language/bilingual';
import { FIND_STRINGS_ZH, FIELD_HINTS_ZH, RUNTIME_STRINGS_ZH, SEARCH_SENTENCES_ZH, MATCH_STRINGS_ZH } from './strings.zh';

export const FIND_STRINGS_EN = {
  label: 'Search: a name, PID, inode, address, image or path, or fields such as type:net',
  placeholder: 'Search, or type:net ip:10.*',
  found: (count: number, all: number) => `${formatCount(count)} of ${formatCount(all)}`,
  foundTitle: (count: number, all: number) => `${formatCount(count)} of ${formatCount(all)} pods, containers, namespaces and processes are found`,
  nothing: 'Nothing found',
  hints: [
    'All terms must hold of the same object: names, PIDs, inode numbers, images, commands, paths, addresses.',
    'A minus leaves out: -runtime:podman. A star stands for any letters: name:web*. A comma is an or: type:net,pid.',
  ],
  missing: (count: number) => `${counted(count, 'process', 'processes')} could not be read: their namespaces are not among what is searched.`,
  results: 'Results',
  examples: 'Fields, each with an example',
  examplesHint: 'Several terms must all hold. A minus leaves out, a comma is an or, a star stands for any letters, quotes take a text as it is.',
  completions: 'Completions',
  hits: 'Found',
  clear: 'Clear the search',
  more: (count: number) => `and ${formatCount(count)} more: type on to narrow it down`,
  have: (count: number) => (count === 1 ? '1 has it' : `${formatCount(count)} have it`),
  wrong: 'This cannot be read',
  unfinished: 'Go on',
  stays: 'What was found before it stays.',
} as const;

/** What each field is about, in a few words. */
export const FIELD_HINTS_EN: Readonly<Record<FieldName, string>> = {
  name: 'name of a pod, container or namespace',
  kind: 'pod, container, sandbox, service, namespace, process',
  type: 'type of a namespace',
  ip: 'address, prefix (CIDR), or with stars',
  port: 'port where somebody listens, or that leads there',
  pid: 'PID on the host',
  nspid: 'PID inside its namespaces',
  comm: 'name of a program',
  cmd: 'command line',
  user: 'name of a user',
  uid: 'number of a user',
  slice: 'first part of the path in the control groups',
  state: 'state of a process; paused',
  runtime: 'what runs the container',
  pod: 'all of a pod',
  container: 'all of a container',
  image: 'image of a container',
  label: 'label of a container',
  kubens: 'Kubernetes namespace of a pod',
  ino: 'inode number of a namespace',
  id: 'beginning of an id',
  path: 'file a namespace is bound to',
  hostname: 'host name in a uts namespace',
  members: 'how many processes live there',
  alive: 'what keeps a namespace alive; other: not a process that lives in it',
  is: 'kernel thread, initial, infra, monitor, made here',
  cgroup: 'control group',
};

function expected(missing: Expected): string {
  switch (missing.kind) {
    case 'field':
      return missing.near === null ? `There is no such field. To search for the text, put it in quotes: "${missing.word}"` : `There is no such field. Is ${missing.near}: meant? To search for the text, put it in quotes.`;
    case 'term':
      return 'A word or a field is expected here.';
    case 'quote':
      return 'The closing quote is missing.';
    case 'space':
      return 'A space is expected here, or quotes round the whole value.';
    case 'value':
      return `A value is expected: ${missing.field}: is the ${FIELD_HINTS_EN[missing.field]}.`;
    case 'number':
      return `${missing.field}: wants a number, such as ${missing.field}:1000, ${missing.field}:>1000 or ${missing.field}:10*.`;
    case 'address':
      return `${missing.field}: wants an address, such as 10.88.0.2, 10.0.0.0/8, 10.* or fd00::/16.`;
    case 'label':
      return `${missing.field}: wants a name, or a name and a value: ${missing.field}:app=web.`;
    case 'word':
      return `${missing.field}: is one of ${missing.words.join(', ')}.`;
    case 'comparison':
      return `${missing.field}: knows no greater and smaller: those are for numbers.`;
  }
}

const PLURALS: Readonly<Partial<Record<FieldName, string>>> = { ip: 'Addresses', port: 'Ports', hostname: 'Host names' };

function partly({ field, type, known, all, isAwaited }: KnownOf): string {
  const what = PLURALS[field] ?? field;
  return isAwaited ? `${what} are being read.` : `${what} are known for ${formatCount(known)} of ${formatCount(all)} ${type} namespaces.`;
}

export const SEARCH_SENTENCES_EN = {
  /** What should have stood there. */
  expected,
  /** Of how many it is known. */
  partly,
} as const;

export const RUNTIME_STRINGS_EN = {
  shown: 'Runtimes shown',
  title: (runtime: string, count: number, isShown: boolean) => `${runtime}: ${formatCount(count)} on this host. ${isShown ? 'Hide' : 'Show'} what it runs.`,
} as const;

export const MATCH_STRINGS_EN = {
  label: 'What the search finds',
  found: (count: number, all: number) => `${formatCount(count)} of ${formatCount(all)} found`,
  place: (place: number, count: number) => `match ${formatCount(place + 1)} of ${formatCount(count)}`,
  next: 'Next match (n)',
  previous: 'Previous match (N)',
  here: (count: number) => `${formatCount(count)} in view`,
  away: (count: number) => `${formatCount(count)} not in view`,
  partly: 'Not all is known',
  kernel: (count: number) => `${formatCount(count)} not in view: kernel threads are rolled up`,
  type: (count: number, types: readonly string[]) => `${formatCount(count)} not in view: ${types.join(', ')} switched off`,
  runtime: (count: number, runtimes: readonly string[]) => `${formatCount(count)} not in view: ${runtimes.join(', ')} switched off`,
  lens: (count: number, lens: Lens) => `${formatCount(count)} not in view: ${LENS_REASONS[lens]}`,
  showKernel: 'Show kernel threads',
  showTypes: 'Show all types',
  showRuntimes: 'Show all runtimes',
  dim: 'Dim the others instead of leaving them out',
} as const;

const LENS_REASONS: Readonly<Record<Lens, string>> = {
  pods: 'this lens draws only namespaces that a group shares or has for itself',
  namespaces: 'this lens draws namespaces and processes',
  network: 'this lens draws net namespaces and who lives in them',
  hierarchy: 'this lens draws pid namespaces with their processes, or user namespaces with what they own',
  table: 'the table lists namespaces',
};

export const FIND_STRINGS = bilingual(FIND_STRINGS_EN, FIND_STRINGS_ZH);
export const FIELD_HINTS = bilingual(FIELD_HINTS_EN, FIELD_HINTS_ZH);
export const SEARCH_SENTENCES = bilingual(SEARCH_SENTENCES_EN, SEARCH_SENTENCES_ZH);
export const RUNTIME_STRINGS = bilingual(RUNTIME_STRINGS_EN, RUNTIME_STRINGS_ZH);
export const MATCH_STRINGS = bilingual(MATCH_STRINGS_EN, MATCH_STRINGS_ZH);
