// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { hostOf } from '@/lib/graph.fixture';
import { DEFAULT_VIEW } from '@/lib/view';
import { SelectContext } from '../objects/select-context';
import { Breadcrumbs } from './breadcrumbs';
import { FocusBar } from './focus-bar';
import { ViewMenu } from './view-menu';

afterEach(cleanup);

it('one popover holds grouping, colours and lines; it stays open while one tries them, and Escape is for it alone', () => {
  const onView = vi.fn();
  const onPageKey = vi.fn((event: KeyboardEvent) => event.defaultPrevented);
  document.addEventListener('keydown', onPageKey, { once: true });
  render(<ViewMenu view={DEFAULT_VIEW} onView={onView} />);
  const button = screen.getByRole('button', { name: 'View' });
  expect(screen.queryByRole('radio')).toBeNull();
  fireEvent.click(button);
  fireEvent.click(within(screen.getByRole('group', { name: 'Group by' })).getByRole('radio', { name: 'User' }));
  fireEvent.click(within(screen.getByRole('group', { name: 'Colour by' })).getByRole('radio', { name: 'Runtime' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Cables' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Map of the whole' }));
  expect(onView.mock.calls).toEqual([[{ group: 'user' }], [{ colour: 'runtime' }], [{ hiddenEdges: ['cable'] }], [{ minimap: false }]]);
  fireEvent.keyDown(screen.getByRole('checkbox', { name: 'Cables' }), { key: 'Escape' });
  expect(screen.queryByRole('radio')).toBeNull();
  expect(document.activeElement).toBe(button);
  expect(onPageKey.mock.results.every(({ value }) => value === true)).toBe(true);
});

it.each([
  ['network', [], 0], ['hierarchy', ['Process to its parent'], 1], ['namespaces', ['Process to its namespaces', 'What holds a namespace', 'Owner and parent of a namespace'], 2],
] as const)('offers in the lens %s what it has', (lens, lines, choices) => {
  render(<ViewMenu view={{ ...DEFAULT_VIEW, lens }} onView={vi.fn()} />);
  fireEvent.click(screen.getByRole('button', { name: 'View' }));
  for (const line of lines) expect(screen.getByRole('checkbox', { name: line })).toBeDefined();
  expect(screen.queryAllByRole('group', { name: /by$/ })).toHaveLength(choices);
});

it('says what is near, how far, and leads back', () => {
  const onReach = vi.fn();
  render(<FocusBar title="web" reach={1} onReach={onReach} />);
  expect(screen.getByText('Near web')).toBeDefined();
  fireEvent.click(screen.getByRole('radio', { name: '3' }));
  fireEvent.click(screen.getByRole('button', { name: /Show all again/ }));
  expect(onReach.mock.calls).toEqual([[3], [0]]);
});

it('each step of the way to an object leads to what stands there', () => {
  const snapshot = hostOf({ onHost: 1, pods: 1, perContainer: 1 });
  const go = vi.fn();
  const inside = snapshot.processes.find(({ container }) => container === 'podman:0-app');
  render(<SelectContext value={go}><Breadcrumbs snapshot={snapshot} id={`process/${inside?.key ?? ''}`} /></SelectContext>);
  const steps = within(screen.getByRole('navigation', { name: 'Where it stands' })).getAllByRole('button');
  expect(steps.map(({ textContent }) => textContent)).toEqual(['atlas', 'pod0', 'app']);
  steps.forEach((step) => fireEvent.click(step));
  expect(go.mock.calls).toEqual([['host/'], ['pod/podman:pod0'], ['container/podman:0-app']]);
});
