// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { EMPTY } from '@/lib/graph';
import { hostOf, hostWith } from '@/lib/graph.fixture';
import { nodeOf } from '@/lib/graph-node';
import { DEFAULT_VIEW } from '@/lib/view';
import { Foot } from './foot';

afterEach(cleanup);

const ALL = { drawn: 3, of: 3 };

it('counts what there is, and says what is rolled up and what is switched off', () => {
  const snapshot = hostWith({ processes: [{ pid: 1 }, { pid: 2, kernelThread: true }, { pid: 3, kernelThread: true }], namespaces: [{ type: 'net', ino: 900 }] });
  const { rerender } = render(<Foot graph={EMPTY} drawn={ALL} snapshot={snapshot} view={DEFAULT_VIEW} onView={vi.fn()} />);
  expect(screen.getByText('1 process, 0 pods, 9 namespaces; kernel threads rolled up: 2')).toBeDefined();
  rerender(<Foot graph={EMPTY} drawn={ALL} snapshot={snapshot} view={{ ...DEFAULT_VIEW, kernelThreads: true, hiddenTypes: ['net'] }} onView={vi.fn()} />);
  expect(screen.getByText('3 processes, 0 pods, 9 namespaces; namespaces switched off: 2')).toBeDefined();
  rerender(<Foot graph={EMPTY} drawn={ALL} snapshot={snapshot} view={{ ...DEFAULT_VIEW, hiddenRuntimes: ['podman', 'docker'] }} onView={vi.fn()} />);
  expect(screen.getByText(/; switched off: what podman, docker run$/)).toBeDefined();
});

it('says how many processes are only a part of a dot', () => {
  render(<Foot graph={EMPTY} drawn={{ drawn: 1200, of: 9400 }} snapshot={hostOf({ onHost: 1, pods: 0, perContainer: 0 })} view={DEFAULT_VIEW} onView={vi.fn()} />);
  expect(screen.getByText(/1,200 of 9,400 processes drawn one by one: zoom in for the others/)).toBeDefined();
});

it('where only what is near the selection is on show, counts that, of how many', () => {
  const snapshot = hostWith({ processes: [{ pid: 1 }, { pid: 2 }, { pid: 3, kernelThread: true }] });
  const { rerender } = render(<Foot graph={EMPTY} near={EMPTY} drawn={{ drawn: 1, of: 1 }} snapshot={snapshot} view={DEFAULT_VIEW} onView={vi.fn()} />);
  expect(screen.getByText('1 of 2 processes near the selection')).toBeDefined();
  const island = nodeOf({ id: 'net/1', kind: 'island', label: 'shop', radius: 1 });
  const graph = { ...EMPTY, lens: 'network' as const, nodes: [island, { ...island, id: 'net/2' }] };
  rerender(<Foot graph={graph} near={{ ...graph, nodes: [island] }} drawn={ALL} snapshot={snapshot} view={{ ...DEFAULT_VIEW, lens: 'network' }} onView={vi.fn()} />);
  expect(screen.getByText('1 of 2 net namespaces, 0 of 0 interfaces, 0 of 0 wires near the selection')).toBeDefined();
});

it('says what the colours mean before all else: the end of a long row is out of sight', () => {
  const snapshot = hostWith({ processes: [{ pid: 1, uid: 0 }] });
  const tones = [{ word: 'root', ink: 'net' as const, count: 1 }];
  render(<Foot graph={EMPTY} drawn={ALL} colouring={{ by: 'user', inks: new Map(), tones }} snapshot={snapshot} view={{ ...DEFAULT_VIEW, colour: 'user' }} onView={vi.fn()} />);
  expect(screen.getAllByRole('group').map((group) => group.getAttribute('aria-label'))).toEqual(['Users', 'Namespace types shown']);
});

it('switches a type off and on', () => {
  const onView = vi.fn();
  const snapshot = hostOf({ onHost: 1, pods: 0, perContainer: 0 });
  const { rerender } = render(<Foot graph={EMPTY} drawn={ALL} snapshot={snapshot} view={DEFAULT_VIEW} onView={onView} />);
  const net = () => screen.getByRole('button', { name: 'net' });
  expect(net().getAttribute('aria-pressed')).toBe('true');
  fireEvent.click(net());
  expect(onView).toHaveBeenLastCalledWith({ hiddenTypes: ['net'] });
  rerender(<Foot graph={EMPTY} drawn={ALL} snapshot={snapshot} view={{ ...DEFAULT_VIEW, hiddenTypes: ['pid', 'net'] }} onView={onView} />);
  expect(net().getAttribute('aria-pressed')).toBe('false');
  fireEvent.click(net());
  expect(onView).toHaveBeenLastCalledWith({ hiddenTypes: ['pid'] });
});

it('leaves users and slices out of what is looked for, and lets them in again', () => {
  const onView = vi.fn();
  const snapshot = hostWith({ processes: [{ pid: 1, uid: 0, cgroup: ['0::/system.slice/a'] }, { pid: 2, uid: 1000, cgroup: ['0::/user.slice/b'] }] });
  const foot = (view: Partial<typeof DEFAULT_VIEW>) => <Foot graph={EMPTY} drawn={ALL} snapshot={snapshot} view={{ ...DEFAULT_VIEW, ...view }} onView={onView} />;
  const { rerender } = render(foot({ group: 'slice', query: 'comm:web' }));
  fireEvent.click(screen.getByRole('button', { name: 'user.slice' }));
  expect(onView).toHaveBeenLastCalledWith({ query: 'comm:web -slice:=user.slice' });
  rerender(foot({ group: 'user', query: '-uid:1000' }));
  expect(screen.getByRole('button', { name: 'uid 1000' }).getAttribute('aria-pressed')).toBe('false');
  fireEvent.click(screen.getByRole('button', { name: 'uid 1000' }));
  expect(onView).toHaveBeenLastCalledWith({ query: '' });
});
