import { describe, expect, it } from 'vitest';
import type { MountRow } from './inspect-schema';
import { diffMounts, mountAt, mountTree, propagationOf } from './mounts';

function mount(id: number, parent: number, path: MountRow['path'], facts: Partial<MountRow> = {}): MountRow {
  return { id, parent, path, device: `0:${id}`, root: '/', options: ['rw'], shared: null, master: null, propagateFrom: null, unbindable: false, fstype: 'tmpfs', source: 'tmpfs', superOptions: [], ...facts };
}
const reach = (mounts: MountRow[]) => Object.fromEntries(mountTree(mounts).map((row) => [row.mount.id, row.reach]));

describe('the mount tree', () => {
  it('has parents before children, siblings by path', () => {
    const rows = mountTree([mount(1, 99, '/'), mount(4, 1, '/z'), mount(2, 1, '/a'), mount(3, 2, '/a/b')]);
    expect(rows.map(({ mount: { path }, depth }) => [path, depth])).toEqual([['/', 0], ['/a', 1], ['/a/b', 2], ['/z', 1]]);
  });

  it('knows what lies under another mount at the same place, and what was below it', () => {
    expect(reach([mount(1, 0, '/'), mount(2, 1, '/a'), mount(3, 2, '/a/b'), mount(4, 2, '/a')])).toEqual({ 1: 'open', 2: 'covered', 3: 'hidden', 4: 'open' });
  });

  it('knows what a mount on a folder above took away', () => {
    expect(reach([mount(1, 0, '/'), mount(2, 1, '/x/y'), mount(3, 1, '/x'), mount(4, 2, '/x/y/z'), mount(5, 1, '/xy')])).toEqual({ 1: 'open', 2: 'hidden', 3: 'open', 4: 'hidden', 5: 'open' });
  });

  it('is not confused by a root that is its own parent, as with initramfs', () => {
    expect(mountTree([mount(1, 1, '/'), mount(2, 1, '/a')]).map(({ depth }) => depth)).toEqual([0, 1]);
  });

  it('says what one meets at a path: the last', () => {
    expect(mountAt(mountTree([mount(1, 0, '/'), mount(2, 1, '/'), mount(3, 2, '/dev/shm')]), '/')?.id).toBe(2);
    expect(mountAt(mountTree([mount(1, 0, '/')]), '/dev/shm')).toBeNull();
  });

  it('takes 4096 siblings in its stride', () => {
    const rows = Array.from({ length: 4096 }, (_, at) => mount(at + 2, 1, `/m/${at}`));
    expect(mountTree([mount(1, 0, '/'), ...rows])).toHaveLength(4097);
  });
});

it('propagation is said as mount_namespaces(7) says it', () => {
  expect([mount(1, 0, '/'), mount(1, 0, '/', { shared: 3 }), mount(1, 0, '/', { shared: 3, master: 2 }), mount(1, 0, '/', { unbindable: true })].map(propagationOf)).toEqual([['private'], ['shared'], ['shared', 'slave'], ['unbindable']]);
});

describe('what differs', () => {
  const left = mountTree([mount(1, 0, '/', { device: '8:1' }), mount(2, 1, '/data', { device: '8:2' }), mount(3, 1, '/etc/hosts', { device: '8:1', root: '/a' }), mount(4, 1, '/sys', { device: '0:5', options: ['ro'] }), mount(5, 1, '/same', { device: '0:9' })]);
  const right = mountTree([mount(11, 0, '/', { device: '8:1' }), mount(12, 11, '/etc/hosts', { device: '8:1', root: '/b' }), mount(13, 11, '/sys', { device: '0:5', options: ['rw'] }), mount(14, 11, '/proc', { device: '0:7' }), mount(15, 11, '/same', { device: '0:9' }), mount(16, 11, '/gone'), mount(17, 11, '/gone', { device: '0:8' })]);

  it('is only here, only there, other files, or other options', () => {
    expect(diffMounts(left, right).map(({ path, kind }) => [path, kind])).toEqual([['/data', 'left'], ['/etc/hosts', 'other'], ['/gone', 'right'], ['/proc', 'right'], ['/sys', 'options']]);
  });

  it('is nothing between a namespace and itself', () => {
    expect(diffMounts(left, left)).toEqual([]);
  });
});
