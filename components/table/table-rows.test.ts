import { describe, expect, it } from 'vitest';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { hiddenObjects } from '@/lib/hidden-objects';
import { parseQuery } from '@/lib/query-parse';
import { find } from '@/lib/search';
import { DEFAULT_VIEW } from '@/lib/view';
import { filterRows, makeRows, sortRows, type ColumnName } from './table-rows';

const snapshot = snapshotOf({
  namespaces: [
    { type: 'net', ino: 10, id: '1', initial: true },
    { type: 'net', ino: 30, id: '9' },
    { type: 'pid', ino: 20, id: '10' },
    { type: 'net', ino: 40, id: '11', mounts: [{ path: '/run/netns/blue', mnt: 5 }] },
  ],
  processes: [
    { pid: 1, comm: 'init', argv: ['init'], namespaces: { net: 10 } },
    { pid: 70, comm: 'web', argv: ['nginx'], container: 'podman:c1', namespaces: { net: 30, pid: 20 } },
    { pid: 71, comm: 'web', argv: ['nginx'], container: 'podman:c1', namespaces: { net: 30, pid: 20 } },
  ],
  containers: [{ id: 'c1', name: 'shop-web', pod: 'podman:p1' }],
  pods: [{ id: 'p1', name: 'shop' }],
});
const rows = makeRows(snapshot);
const NOTHING_OFF = { view: DEFAULT_VIEW, found: null, hidden: new Set<never>() };

function found(query: string) {
  return find({ snapshot, topology: null, facts: null }, parseQuery(query).query ?? []);
}

function inosSortedBy(column: ColumnName, descending = false): number[] {
  return sortRows(rows, { column, descending }).map(({ namespace }) => namespace.ino);
}
function inosFoundBy(query: string): number[] {
  return filterRows(rows, { ...NOTHING_OFF, found: found(query) }).map(({ namespace }) => namespace.ino);
}

describe('rows of the table', () => {
  it('say whose the process with the lowest pid is', () => {
    expect(rows.find(({ namespace }) => namespace.ino === 30)).toMatchObject({ container: 'shop-web', pod: 'shop' });
    expect(rows.find(({ namespace }) => namespace.ino === 10)).toMatchObject({ container: null, pod: null });
  });

  it('are sorted by number, equal ones by ino', () => {
    expect(inosSortedBy('NPROCS')).toEqual([40, 10, 20, 30]);
    expect(inosSortedBy('NPROCS', true)).toEqual([20, 30, 10, 40]);
  });

  it('sort ids as numbers although they are text', () => {
    expect(inosSortedBy('ID')).toEqual([10, 30, 20, 40]);
  });

  it('put empty cells last, whichever way round', () => {
    expect(inosSortedBy('PID').at(-1)).toBe(40);
    expect(inosSortedBy('PID', true).at(-1)).toBe(40);
    expect(inosSortedBy('POD')).toEqual([20, 30, 10, 40]);
  });

  it('leave out the types that are switched off', () => {
    const left = filterRows(rows, { ...NOTHING_OFF, view: { ...DEFAULT_VIEW, hiddenTypes: ['net'] } });
    expect(left.map(({ namespace }) => namespace.type)).toEqual(['pid']);
  });

  it('are found by what they are, by who lives in them, and by whose they are', () => {
    expect(inosFoundBy('30')).toEqual([30]);
    expect(inosFoundBy('netns/blue')).toEqual([40]);
    expect(inosFoundBy('nginx')).toEqual([20, 30]);
    expect(inosFoundBy('shop-web')).toEqual([20, 30]);
    expect(inosFoundBy('shop')).toEqual([20, 30]);
  });

  it('stay and are dim where that is asked for', () => {
    const view = { ...DEFAULT_VIEW, dimOthers: true };
    expect(filterRows(rows, { ...NOTHING_OFF, view, found: found('nginx') }).map(({ namespace, isDim }) => [namespace.ino, isDim])).toEqual([[10, true], [20, false], [30, false], [40, true]]);
  });

  it('leave out what only a runtime that is switched off lives in', () => {
    expect(filterRows(rows, { ...NOTHING_OFF, hidden: hiddenObjects(snapshot, ['podman']) }).map(({ namespace }) => namespace.ino)).toEqual([10, 40]);
  });

  it('of the host are not found by their members: nearly everything lives there', () => {
    expect(inosFoundBy('init')).toEqual([]);
  });
});
