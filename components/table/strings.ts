import { formatCount } from '@/lib/count-text';
import { bilingual } from '../language/bilingual';
import { TABLE_STRINGS_ZH } from './strings.zh';

export const TABLE_STRINGS_EN = {
  caption: 'Namespaces of this host',
  /** Behind "Copy": who says what is written on the button finds it. */
  copy: 'as text',
  copyButton: 'Copy as text',
  shown: (shown: number, total: number) => `${shown === total ? '' : `${formatCount(shown)} of `}${formatCount(total)} ${total === 1 ? 'namespace' : 'namespaces'}`,
  heldBy: 'what keeps it alive',
  otherwise: (count: number) => `Only the ${formatCount(count)} kept alive by something other than a process`,
  container: 'container of the PID',
  pod: 'pod of the PID',
  used: 'CPU and memory',
  cpu: 'what its processes keep busy of the processors, in percent of one core',
  rss: 'what of its processes is in memory (resident set size), shared parts counted for each',
  emptyTitle: 'No namespace is left to show',
  emptyQuery: (query: string) => `The search for “${query}” leaves none of them over.`,
  emptyTypes: (types: string) => `These types are switched off: ${types}.`,
  emptyRuntimes: (runtimes: string) => `These runtimes are switched off: ${runtimes}.`,
  emptyScan: 'The scan brought no namespace at all: the observer may not read any process.',
  clearQuery: 'Clear the search',
  showTypes: 'Show all types',
  showRuntimes: 'Show all runtimes',
} as const;

export const TABLE_STRINGS = bilingual(TABLE_STRINGS_EN, TABLE_STRINGS_ZH);
