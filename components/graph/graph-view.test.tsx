// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hostOf } from '@/lib/graph.fixture';
import { layOut, type Positions } from '@/lib/layout';
import { packPlaces, unpackGraph } from '@/lib/layout-wire';
import { DEFAULT_VIEW, type View } from '@/lib/view';
import { GraphView } from './graph-view';
import type { LayoutAsk } from './layout-worker';

/** Lays out at once, in the thread of the test. */
class NearWorker extends EventTarget {
  static asks: LayoutAsk[] = [];
  #positions: Positions | undefined;

  postMessage(ask: LayoutAsk): void {
    NearWorker.asks.push(ask);
    this.#positions = layOut(unpackGraph(ask.graph), ask.afresh ? undefined : this.#positions, ask.pins);
    const data = { turn: ask.turn, places: packPlaces(ask.graph.ids, this.#positions) };
    queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data })));
  }

  terminate(): void {
    this.#positions = undefined;
  }
}

beforeEach(() => {
  NearWorker.asks = [];
  vi.stubGlobal('Worker', NearWorker);
  Object.defineProperty(document, 'fonts', { configurable: true, value: { ready: Promise.resolve() } });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  localStorage.clear();
});

const snapshot = hostOf({ onHost: 3, pods: 2, perContainer: 2 });

async function show(view: Partial<View> = {}) {
  const onView = vi.fn();
  const of = (other: Partial<View>, rows = snapshot) => <GraphView snapshot={rows} view={{ ...DEFAULT_VIEW, ...other }} onView={onView} focus={null} topology={null} />;
  const { rerender } = render(of(view));
  await act(() => Promise.resolve());
  return { onView, again: (other: Partial<View>, rows = snapshot) => act(() => rerender(of(other, rows))) };
}

it('says that it arranges until the worker has answered', async () => {
  render(<GraphView snapshot={snapshot} view={DEFAULT_VIEW} onView={vi.fn()} focus={null} topology={null} />);
  expect(screen.getByText('Arranging the picture …')).toBeDefined();
  await act(() => Promise.resolve());
  expect(screen.queryByText('Arranging the picture …')).toBeNull();
});

it('is in reach of the keyboard: Enter selects, Escape lets go', async () => {
  const { onView } = await show();
  const pod = screen.getByRole('option', { name: 'pod pod1' });
  act(() => pod.focus());
  fireEvent.keyDown(pod, { key: 'Enter' });
  fireEvent.keyDown(pod, { key: 'Escape' });
  expect(onView.mock.calls).toEqual([[{ select: 'pod/podman:pod1' }], [{ select: null }]]);
});

it('asks for no new places when something is selected, asked for or switched off', async () => {
  const { again } = await show();
  const asked = NearWorker.asks.length;
  again({ select: 'pod/podman:pod1' });
  again({ query: 'pod1' });
  again({ hiddenTypes: ['net'] });
  expect(NearWorker.asks).toHaveLength(asked);
});

it('asks to arrange anew only when told to', async () => {
  await show();
  expect(NearWorker.asks.map(({ afresh }) => afresh)).not.toContain(true);
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: /Arrange anew/ }));
    await Promise.resolve();
  });
  expect(NearWorker.asks.filter(({ afresh }) => afresh)).toHaveLength(1);
});

it('takes the namespaces of a switched-off type out of the list', async () => {
  await show({ hiddenTypes: ['net'] });
  expect(screen.queryByRole('option', { name: /^namespace net/ })).toBeNull();
  expect(screen.getAllByRole('option', { name: /^namespace pid/ }).length).toBeGreaterThan(0);
});
