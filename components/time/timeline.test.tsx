// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, expect, it, vi } from 'vitest';
import type { History } from '@/lib/history-schema';
import { Timeline } from './timeline';

const START = Date.UTC(2026, 10, 26, 10);
const counts = { pods: 0, containers: 0, namespaces: 8, processes: 88 };
const history: History = { moments: [{ moment: START, time: START, until: START + 60_000, counts, turns: null }], keptMs: 3_600_000, limitBytes: 1000, usedBytes: 10, gapMs: 2500 };

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(then: number | null) {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(history))));
  render(<SWRConfig value={{ provider: () => new Map() }}><Timeline then={then} onThen={vi.fn()} marked={null} onMark={vi.fn()} onClose={vi.fn()} /></SWRConfig>);
  return screen.findByRole('slider');
}

it('says how many processes there were, and nothing of a moment before all that are kept', async () => {
  expect((await show(null)).getAttribute('aria-valuetext')).toBe('Now, 88 processes');
  cleanup();
  expect((await show(12_345)).getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d:12$/);
  expect(screen.queryByText(/processes/)).toBeNull();
});
