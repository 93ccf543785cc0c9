// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ScanMnt } from '@/lib/inspect-schema';
import type { ObjectId } from '@/lib/object-id';
import { namespaceOf, snapshotOf } from '@/lib/snapshot.fixture';
import { SelectContext } from '../objects/select-context';
import { ComparePanel } from './compare-panel';

const snapshot = snapshotOf({
  processes: [
    { pid: 10, container: 'podman:web', namespaces: { net: 20, pid: 21, user: 3, mnt: 24 } },
    { pid: 11, container: 'podman:log', namespaces: { net: 20, pid: 22, user: 3, mnt: 25 } },
  ],
  namespaces: [{ type: 'net', ino: 20, id: '5' }, { type: 'pid', ino: 21, initial: true }, { type: 'pid', ino: 22, parent: 21 }, { type: 'mnt', ino: 24, id: '7' }, { type: 'mnt', ino: 25, id: '8' }],
  containers: [{ id: 'web', name: 'web' }, { id: 'log', name: 'log' }],
});

function mnt(ino: number, device: string): ScanMnt {
  const row = { id: 1, parent: 0, root: '/', options: [], shared: null, master: null, propagateFrom: null, unbindable: false, fstype: 'tmpfs', source: 'shm', superOptions: [] };
  return { schema: 1, type: 'mnt', ino, id: null, gaps: [], mounts: [{ ...row, device: '8:1', path: '/' }, { ...row, id: 2, parent: 1, device, path: '/dev/shm' }], mountsLeftOut: 0, seenBy: null };
}

let devices: Record<string, string>;
beforeEach(() => {
  devices = { 'mnt:7': '0:50', 'mnt:8': '0:50' };
  vi.stubGlobal('fetch', (path: string) => {
    const key = decodeURIComponent(path.split('/').at(-1) ?? '');
    const ino = key === 'mnt:7' ? 24 : 25;
    return Promise.resolve(new Response(JSON.stringify({ namespace: namespaceOf({ type: 'mnt', ino }), net: null, facts: mnt(ino, devices[key] ?? ''), trouble: null })));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const end = vi.fn();
function show(left: ObjectId, right: ObjectId | null) {
  return render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <SelectContext value={() => undefined}><ComparePanel snapshot={snapshot} left={left} right={right} onEnd={end} /></SelectContext>
    </SWRConfig>,
  );
}

it('asks for the second object, and can be ended', () => {
  show('container/podman:web', null);
  expect(screen.getByText(/^Choose what to compare it with/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'End the comparison' }));
  expect(end).toHaveBeenCalledOnce();
});

it('says of each type whether it is shared, and what follows, with their names', () => {
  show('container/podman:web', 'container/podman:log');
  const rows = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(rows.find((row) => row.startsWith('net'))).toBe('net20shared20');
  expect(rows.find((row) => row.startsWith('pid'))).toBe('pid21apart22');
  expect(rows.find((row) => row.startsWith('uts'))).toBe('uts?unknown?');
  expect(rows).toContain('web sees the processes of log, by other PIDs; not the other way round.');
  expect(rows.some((row) => row.startsWith('They reach each other on localhost'))).toBe(true);
});

it('tells a shared /dev/shm by what is mounted there', async () => {
  show('container/podman:web', 'container/podman:log');
  expect(await screen.findByText(/^They share \/dev\/shm/)).toBeTruthy();
  cleanup();
  devices['mnt:8'] = '0:51';
  show('container/podman:web', 'container/podman:log');
  expect(await screen.findByText(/^Each has a \/dev\/shm/)).toBeTruthy();
});

it('says so when one of them is gone', () => {
  show('container/podman:web', 'container/podman:none');
  expect(within(screen.getByRole('region', { name: 'Compare' })).getByRole('status').textContent).toContain('not there any more');
});
