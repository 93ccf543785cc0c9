// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildGraph } from '@/lib/graph';
import { hostOf, hostWith } from '@/lib/graph.fixture';
import { NodeList } from './node-list';

afterEach(cleanup);

const graph = buildGraph(hostOf({ onHost: 3, pods: 2, perContainer: 2 }), 'pods');

function show(props: Partial<Parameters<typeof NodeList>[0]> = {}) {
  const onSelect = vi.fn();
  const onVisit = vi.fn();
  const { rerender } = render(<NodeList graph={graph} selected={null} openGroup={null} onSelect={onSelect} onVisit={onVisit} {...props} />);
  const showGraph = (other: typeof graph) => rerender(<NodeList graph={other} selected={null} openGroup={null} onSelect={onSelect} onVisit={onVisit} />);
  return { onSelect, onVisit, showGraph };
}

const option = (name: string) => screen.getByRole('option', { name });
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

describe('the list of nodes', () => {
  it('names each node by what it is', () => {
    show();
    for (const name of ['host atlas', 'pod pod1', 'container app', 'process systemd 1', 'namespace net 10000']) expect(screen.getAllByRole('option', { name }).length).toBeGreaterThan(0);
  });

  it('is one stop for the tab key', () => {
    show();
    const stops = screen.getAllByRole('option').filter(({ tabIndex }) => tabIndex === 0);
    expect(stops.map(({ textContent }) => textContent)).toEqual(['host atlas']);
  });

  it('follows the arrows, and tells where it is', () => {
    const { onVisit } = show();
    option('pod pod1').focus();
    expect(onVisit).toHaveBeenLastCalledWith('pod/podman:pod1');
    press('ArrowRight');
    expect(document.activeElement).toBe(option('namespace ipc 10101'));
    press('ArrowLeft');
    expect(document.activeElement).toBe(option('pod pod1'));
    press('Home');
    expect(document.activeElement).toBe(option('host atlas'));
    press('ArrowDown');
    expect(onVisit).toHaveBeenLastCalledWith('namespace/cgroup:i101.0');
  });

  it('selects with Enter, space and a click, lets go with Escape', () => {
    const { onSelect } = show();
    option('pod pod1').focus();
    press('Enter');
    press(' ');
    fireEvent.click(option('pod pod0'));
    press('Escape');
    expect(onSelect.mock.calls).toEqual([['pod/podman:pod1'], ['pod/podman:pod1'], ['pod/podman:pod0'], [null]]);
  });

  it('leaves other keys to the page', () => {
    const { onSelect } = show();
    option('host atlas').focus();
    expect(press('t')).toBe(true);
    expect(press('ArrowDown')).toBe(false);
    expect(onSelect).not.toHaveBeenCalled();
  });

  it('says which one is selected', () => {
    show({ selected: 'pod/podman:pod0' });
    expect(screen.getAllByRole('option', { selected: true }).map(({ textContent }) => textContent)).toEqual(['pod pod0']);
  });

  it('tells when the keyboard leaves', () => {
    const { onVisit } = show();
    option('host atlas').focus();
    option('host atlas').blur();
    expect(onVisit).toHaveBeenLastCalledWith(null);
  });

  it('goes on where it was when the node it was at goes away', () => {
    const { showGraph } = show();
    option('pod pod1').focus();
    showGraph(buildGraph(hostOf({ onHost: 3, pods: 1, perContainer: 2 }), 'pods'));
    expect(within(screen.getByRole('listbox')).getAllByRole('option')).toContain(document.activeElement);
  });

  it('stays bounded with thousands of processes, and says that there are more', () => {
    show({ graph: buildGraph(hostOf({ onHost: 3000, pods: 40, perContainer: 20 }), 'pods'), openGroup: 'host/' });
    expect(screen.getAllByRole('option').length).toBeLessThanOrEqual(400);
    expect(screen.getByText(/more objects: find them by search/)).toBeDefined();
  });

  it('names sets, sandboxes and rolled-up threads', () => {
    const rows = [{ pid: 2, kernelThread: true }, { pid: 3, kernelThread: true }, { pid: 60, comm: 'bwrap', namespaces: { net: 900 } }];
    show({ graph: buildGraph(hostWith({ processes: rows, namespaces: [{ type: 'net', ino: 900, mounts: [{ path: '/run/netns/red', mnt: 1 }] }] }), 'pods') });
    for (const name of ['2 kernel threads', 'sandbox red', 'namespace net red 900']) expect(option(name)).toBeDefined();
  });
});
