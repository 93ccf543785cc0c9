/** The words that a picture says of itself. */
import type { Harbour } from './graph';
import type { Lens, View } from './view';

export const LENS_NAMES: Readonly<Record<Lens, string>> = { pods: 'Pods', namespaces: 'Namespaces', network: 'Network', hierarchy: 'Hierarchy', table: 'Table' };

export const HARBOUR_NAMES: Readonly<Record<Harbour, string>> = {
  hardware: 'hardware', cable: 'cable end', master: 'bridge, bond', stacked: 'on a lower device', tunnel: 'tunnel, tun, tap', other: 'other interface',
};

function many(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

export const PICTURE_WORDS = {
  lens: ({ lens, tree }: Pick<View, 'lens' | 'tree'>) => `${LENS_NAMES[lens]} lens${lens === 'hierarchy' ? `, ${tree} namespaces` : ''}`,
  tone: (word: string, count: number) => `${word} (${count})`,
  grouped: (by: string) => `grouped by ${by}`,
  coloured: (by: string) => `coloured by ${by}`,
  near: (reach: number) => `only what is within ${many(reach, 'line', 'lines')} of it`,
  hiddenEdges: (sorts: readonly string[]) => `lines not shown: ${sorts.join(', ')}`,
  levels: (type: string) => `a ${type} namespace below its parent`,
  search: (query: string) => `search: ${query}`,
  selected: (title: string) => `selected: ${title}`,
  only: (title: string) => `only: ${title}`,
  hiddenTypes: (types: readonly string[]) => `not shown: ${types.join(', ')}`,
  hiddenWires: (kinds: readonly string[]) => `wires not shown: ${kinds.join(', ')}`,
  threads: 'with kernel threads',
  noFilter: 'no filter',
  partial: (unreadable: number) => `${many(unreadable, 'process', 'processes')} could not be read`,
  redacted: 'parts are left out on purpose',
  empty: 'without a process',
  down: 'down',
  groups: (pods: number, namespaces: number, processes: number) => `On it: ${[many(pods, 'pod', 'pods'), many(namespaces, 'namespace', 'namespaces'), many(processes, 'process', 'processes')].join(', ')}.`,
  hierarchy: (levels: number, processes: number) => `On it: ${[many(levels, 'level', 'levels'), many(processes, 'process', 'processes')].join(', ')}.`,
  network: (namespaces: number, interfaces: number, wires: number) =>
    `On it: ${[many(namespaces, 'net namespace', 'net namespaces'), many(interfaces, 'interface', 'interfaces'), many(wires, 'wire', 'wires')].join(', ')}.`,
  leftOut: (count: number) => `and ${many(count, 'more box', 'more boxes')}`,
  drawn: 'Drawn by nsatlas.',
} as const;
