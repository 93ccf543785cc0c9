// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FIELD_NAMES } from '@/lib/query-fields';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { SearchField } from './search-field';
import { useSearch } from './use-search';

const snapshot = snapshotOf({
  processes: [{ pid: 7, comm: 'shopd', argv: ['shopd'] }],
  containers: [{ id: 'c1', name: 'shop-web' }, { id: 'c2', name: 'till', runtime: 'docker' }],
  pods: [{ id: 'p1', name: 'shop' }],
});
const go = vi.fn<(id: string) => void>();

function Field({ first = '' }: { first?: string }) {
  const [query, setQuery] = useState(first);
  const search = useSearch(snapshot, query);
  return <SearchField search={search} query={query} onQuery={setQuery} onGo={go} inputRef={null} />;
}

function type(value: string): HTMLInputElement {
  const field = screen.getByRole<HTMLInputElement>('combobox');
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value, selectionStart: value.length } });
  return field;
}
function found(): HTMLElement[] {
  const group = screen.queryByRole('group', { name: 'Found' });
  return group === null ? [] : within(group).getAllByRole('option');
}

afterEach(() => {
  cleanup();
  go.mockClear();
});

describe('the search field', () => {
  it('goes to the best hit with Enter', () => {
    render(<Field />);
    fireEvent.keyDown(type('shop'), { key: 'Enter' });
    expect(go).toHaveBeenCalledWith('pod/podman:p1');
  });

  it('is one stop of the keyboard: its list scrolls, and is none', () => {
    render(<Field />);
    type('shop');
    expect(screen.getByRole('listbox').tabIndex).toBe(-1);
    expect(screen.getByRole('listbox').hasAttribute('tabindex')).toBe(true);
  });

  it('walks the hits with the arrows, round at the ends, and says which is active', () => {
    render(<Field />);
    const field = type('shop');
    expect(screen.getAllByRole('option')).toHaveLength(3);
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    const active = screen.getAllByRole('option').find((option) => option.getAttribute('aria-selected') === 'true');
    expect(field.getAttribute('aria-activedescendant')).toBe(active?.id);
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(go).toHaveBeenLastCalledWith('container/podman:c1');
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(go).toHaveBeenLastCalledWith('process/7@1007');
  });

  it('counts what it finds of how much, and says what can be searched when that is nothing', () => {
    render(<Field />);
    type('shop');
    expect(screen.getByText('3 of 4')).toBeTruthy();
    type('nowhere');
    expect(screen.getByText('0 of 4')).toBeTruthy();
    expect(screen.getByText('Nothing found')).toBeTruthy();
  });

  it('shows every field with an example while it is empty, and uses the one that is clicked', () => {
    render(<Field />);
    const field = type('');
    expect(screen.getAllByRole('option')).toHaveLength(FIELD_NAMES.length);
    fireEvent.click(screen.getByText('kind:pod'));
    expect(field.value).toBe('kind:pod');
    expect(found()).toHaveLength(1);
  });

  it('completes fields and values, with how many of this host have them', () => {
    render(<Field />);
    const field = type('runt');
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(field.value).toBe('runtime:');
    type('-runtime:');
    const offered = within(screen.getByRole('group', { name: 'Completions' })).getAllByRole('option').map((option) => option.textContent);
    expect(offered.slice(0, 2)).toEqual(['podman2 have it', 'docker1 has it']);
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(field.value).toBe('-runtime:podman');
    expect(found().map((option) => option.textContent)).toEqual([expect.stringContaining('till'), expect.stringContaining('shopd')]);
  });

  it('says where a query is wrong and what was expected, and keeps what was found before', () => {
    render(<Field />);
    const field = type('shop');
    type('shop tpye:net');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const said = document.getElementById(field.getAttribute('aria-describedby') ?? '');
    expect(said?.querySelector('mark')?.textContent).toBe('tpye');
    expect(said?.textContent).toContain('Is type: meant?');
    expect(found()).toHaveLength(3);
    type('shop type:');
    expect(field.getAttribute('aria-invalid')).toBeNull();
    expect(found()).toHaveLength(3);
  });

  it('closes its list with Escape, then empties itself', () => {
    render(<Field />);
    const field = type('shop');
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(screen.queryByRole('option')).toBeNull();
    expect(field).toHaveProperty('value', 'shop');
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(field).toHaveProperty('value', '');
  });
});
