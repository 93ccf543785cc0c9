// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseQuery } from '@/lib/query-parse';
import { find } from '@/lib/search';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { DEFAULT_VIEW, type View } from '@/lib/view';
import { TableLens } from './table-lens';

const snapshot = snapshotOf({
  namespaces: [
    { type: 'net', ino: 30, id: '9' },
    { type: 'pid', ino: 20, id: '10' },
    { type: 'uts', ino: 40, id: '11', mounts: [{ path: '/mnt/ns', mnt: 1 }] },
  ],
  processes: [{ pid: 70, namespaces: { net: 30 } }],
});

function show(view: Partial<View> = {}) {
  const onView = vi.fn<(view: View) => void>();
  const onSelect = vi.fn<(id: string) => void>();
  render(<TableLens snapshot={snapshot} view={{ ...DEFAULT_VIEW, lens: 'table', ...view }} onView={onView} onSelect={onSelect} found={find({ snapshot, topology: null, facts: null }, parseQuery(view.query ?? '').query ?? [])} />);
  return { onView, onSelect };
}

function inosOnScreen(): string[] {
  return screen.getAllByRole('row').slice(1).map((row) => within(row).getByRole('button').textContent);
}

afterEach(cleanup);

describe('the table lens', () => {
  it('sorts by a heading, the other way round with a second click, and says so', () => {
    show();
    expect(inosOnScreen()).toEqual(['20', '30', '40']);
    const heading = screen.getByRole('columnheader', { name: 'NPROCS' });
    fireEvent.click(within(heading).getByRole('button'));
    expect(heading.getAttribute('aria-sort')).toBe('ascending');
    expect(inosOnScreen()).toEqual(['20', '40', '30']);
    fireEvent.click(within(heading).getByRole('button'));
    expect(heading.getAttribute('aria-sort')).toBe('descending');
    expect(inosOnScreen()).toEqual(['30', '20', '40']);
  });

  it('selects the row that is clicked', () => {
    const { onSelect } = show();
    fireEvent.click(screen.getByText('30'));
    expect(onSelect).toHaveBeenCalledWith('namespace/net:9');
  });

  it('walks with the arrow keys from the selected row', () => {
    const { onSelect } = show({ select: 'namespace/pid:10' });
    fireEvent.keyDown(screen.getByRole('table'), { key: 'ArrowDown' });
    expect(onSelect).toHaveBeenCalledWith('namespace/net:9');
  });

  it('leaves only what something other than a process keeps alive, and takes that back', () => {
    const { onView } = show({ query: 'type:uts,net' });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Only the 1 kept alive by something other than a process' }));
    expect(onView).toHaveBeenCalledWith(expect.objectContaining({ query: 'type:uts,net alive:other' }));
    cleanup();
    const narrowed = show({ query: 'type:uts,net alive:other' });
    expect(inosOnScreen()).toEqual(['40']);
    fireEvent.click(screen.getByRole('checkbox', { name: /other than a process/ }));
    expect(narrowed.onView).toHaveBeenCalledWith(expect.objectContaining({ query: 'type:uts,net' }));
  });

  it('says what leaves nothing over, and takes it away on request', () => {
    const { onView } = show({ query: 'no such thing', hiddenTypes: ['net'] });
    expect(screen.getByText(/“no such thing”/)).toBeTruthy();
    expect(screen.getByText(/switched off: net/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show all types' }));
    expect(onView).toHaveBeenCalledWith(expect.objectContaining({ hiddenTypes: [], query: 'no such thing' }));
  });
});
