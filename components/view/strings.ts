import { formatCount } from '@/lib/count-text';
import type { EdgeSort } from '@/lib/edge-sorts';
import { bilingual } from '../language/bilingual';
import { EDGE_WORDS_ZH, VIEW_STRINGS_ZH } from './strings.zh';

export const VIEW_STRINGS_EN = {
  view: 'View',
  viewHint: 'How the picture is grouped, coloured and drawn',
  group: 'Group by',
  groups: { pod: 'Pod', runtime: 'Runtime', user: 'User', slice: 'Slice' },
  groupHints: { pod: 'each pod and container by itself', runtime: 'those of one runtime together', user: 'those of one user together', slice: 'those in one slice of the control groups together' },
  colour: 'Colour by',
  colours: { type: 'Type', runtime: 'Runtime', user: 'User', cpu: 'CPU', memory: 'Memory' },
  colourHints: {
    type: 'by type of namespace',
    runtime: 'by who runs it',
    user: 'by who it runs as',
    cpu: 'by how busy it keeps the processors, measured every two seconds',
    memory: 'by how much of it is in memory (RSS), measured every two seconds',
  },
  lines: 'Lines',
  draw: 'Also show',
  kernelThreads: 'Kernel threads',
  minimap: 'Map of the whole',
  facets: { user: 'Users', slice: 'Slices of the control groups' },
  facetPress: (word: string, count: number, isShown: boolean) => `${word}: ${formatCount(count)} ${count === 1 ? 'process' : 'processes'}. Press to ${isShown ? 'leave out' : 'let in'}.`,
  tone: (word: string, count: number) => `${word}: ${formatCount(count)} ${count === 1 ? 'process' : 'processes'}`,
  others: 'others',
  levels: (type: string) => `a ${type} namespace below its parent`,
  near: 'What is near the selection',
  nearOf: (title: string) => `Near ${title}`,
  reach: 'Lines away',
  enterNear: 'Show only what is near the selection (f)',
  leaveNear: 'Show all again (f)',
  way: 'Where it stands',
} as const;

export const EDGE_WORDS_EN: Readonly<Record<EdgeSort, string>> = {
  family: 'Process to its parent',
  monitor: 'Monitor to its container',
  shared: 'Shared namespaces',
  cable: 'Cables',
  member: 'Process to its namespaces',
  holder: 'What holds a namespace',
  owner: 'Owner and parent of a namespace',
};

export const VIEW_STRINGS = bilingual(VIEW_STRINGS_EN, VIEW_STRINGS_ZH);
export const EDGE_WORDS = bilingual(EDGE_WORDS_EN, EDGE_WORDS_ZH);
