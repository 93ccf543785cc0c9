/** How what is found is told: which field decided, and of what sort it is. */
import type { Language, Spoken } from './language';
import type { Runtime } from './schema';
import { SEARCH_WORDS_ZH } from './search-strings.zh';

export const SEARCH_WORDS_EN = {
  columns: {
    name: 'name', kind: 'kind', type: 'type', runtime: 'runtime', pod: 'pod', container: 'container', image: 'image', label: 'label', kubens: 'Kubernetes namespace', id: 'id', path: 'path', ino: 'ino', pid: 'pid', nspid: 'pid inside', uid: 'uid', comm: 'comm', cmd: 'command', cgroup: 'cgroup', state: 'state', is: 'is', members: 'members', address: 'address', port: 'port', hostname: 'host name', user: 'user', slice: 'slice', alive: 'alive by',
  },
  pod: (runtime: Runtime, namespace: string | null) => `${runtime} pod${namespace === null ? '' : ` in ${namespace}`}`,
  container: (runtime: Runtime, kind: 'container' | 'sandbox' | 'service', image: string | null) => `${runtime} ${kind}${image === null ? '' : `, ${image}`}`,
  noProcess: 'no process',
} as const;

export type SearchWords = Spoken<typeof SEARCH_WORDS_EN>;
/** What a column of the index holds, named as here. */
export type ColumnName = keyof SearchWords['columns'];

const WORDS_BY_LANGUAGE: Readonly<Record<Language, SearchWords>> = { en: SEARCH_WORDS_EN, zh: SEARCH_WORDS_ZH };

export function searchWords(language: Language): SearchWords {
  return WORDS_BY_LANGUAGE[language];
}
