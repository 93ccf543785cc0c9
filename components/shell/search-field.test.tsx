// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { SearchField } from './search-field';

const snapshot = snapshotOf({
  processes: [{ pid: 7, comm: 'shopd', argv: ['shopd'] }],
  containers: [{ id: 'c1', name: 'shop-web' }],
  pods: [{ id: 'p1', name: 'shop' }],
});
const go = vi.fn<(id: string) => void>();

function Field() {
  const [query, setQuery] = useState('');
  return <SearchField snapshot={snapshot} query={query} onQuery={setQuery} onGo={go} inputRef={null} />;
}

function type(value: string): HTMLElement {
  const field = screen.getByRole('combobox');
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value } });
  return field;
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

  it('counts what it finds, and says what is searched when that is nothing', () => {
    render(<Field />);
    type('shop');
    expect(screen.getByText('3 found')).toBeTruthy();
    type('nowhere');
    expect(screen.getByText('0 found')).toBeTruthy();
    expect(screen.getByText('Nothing found')).toBeTruthy();
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
