// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Found } from '@/lib/search';
import type { Sight } from '@/lib/search-sight';
import { DEFAULT_VIEW } from '@/lib/view';
import { MatchBar } from './match-bar';

afterEach(cleanup);

const ids = ['process/1@1', 'process/2@2', 'process/3@3'] as const;
const found: Found = { query: [], ids, has: new Set(ids), rows: new Set(), all: 9, partly: [] };
const NOWHERE: Sight = { here: 0, grouped: 0, kernel: 0, type: 0, runtime: 0, lens: 0 };

it('counts what is not in view in one line, whose reasons come when they are asked for', () => {
  const onView = vi.fn();
  render(<MatchBar found={found} view={DEFAULT_VIEW} sight={{ ...NOWHERE, here: 1, kernel: 2 }} onView={onView} />);
  const more = screen.getByRole('button', { name: '2 not in view' });
  const rest = document.getElementById(more.getAttribute('aria-controls') ?? '');
  expect([more.getAttribute('aria-expanded'), rest?.dataset['open']]).toEqual(['false', undefined]);
  fireEvent.click(more);
  expect([more.getAttribute('aria-expanded'), rest?.dataset['open']]).toEqual(['true', 'true']);
  expect(rest?.textContent).toContain('kernel threads are rolled up');
  fireEvent.click(screen.getByRole('button', { name: 'Show kernel threads' }));
  expect(onView).toHaveBeenCalledWith({ kernelThreads: true });
});

it('has nothing to open where all is in view', () => {
  render(<MatchBar found={found} view={DEFAULT_VIEW} sight={{ ...NOWHERE, here: 3 }} onView={vi.fn()} />);
  expect(screen.queryByRole('button', { name: /not in view/ })).toBeNull();
});
