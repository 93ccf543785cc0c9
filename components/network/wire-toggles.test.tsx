// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { buildGraph } from '@/lib/graph';
import { networkOf } from '@/lib/topology.fixture';
import { HarbourKey } from './harbour-key';
import { WireToggles } from './wire-toggles';

afterEach(cleanup);

const { snapshot, topology } = networkOf(2);
const graph = buildGraph(snapshot, 'network', topology);

it('names the kinds of wire that there are, and those that are switched off', () => {
  render(<WireToggles graph={graph} hiddenWires={['vlan']} onHiddenWires={vi.fn()} />);
  expect(screen.getAllByRole('button').map((button) => [button.textContent, button.getAttribute('aria-pressed')])).toEqual([['veth', 'true'], ['bridge', 'true'], ['vlan', 'false']]);
});

it('switches a kind off and on', () => {
  const onHiddenWires = vi.fn();
  render(<WireToggles graph={graph} hiddenWires={['bridge']} onHiddenWires={onHiddenWires} />);
  fireEvent.click(screen.getByRole('button', { name: 'veth' }));
  fireEvent.click(screen.getByRole('button', { name: 'bridge' }));
  expect(onHiddenWires.mock.calls).toEqual([[['bridge', 'veth']], [[]]]);
});

it('explains the signs of the interfaces that there are', () => {
  render(<HarbourKey graph={graph} />);
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['hardware', 'cable end', 'bridge, bond']);
});
