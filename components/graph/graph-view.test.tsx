// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { colourGraph } from '@/lib/colour';
import { buildGraph } from '@/lib/graph';
import { hostOf } from '@/lib/graph.fixture';
import type { LiveMessage, Snapshot } from '@/lib/schema';
import { selectGraph } from '@/lib/select';
import type { Usage } from '@/lib/usage';
import { DEFAULT_VIEW, type View } from '@/lib/view';
import { shownPicture } from '../export/shown-picture';
import { MeasuredContext, NOT_MEASURED } from '../usage/use-measured';
import { ChartMaker, type ChartWish } from './chart-maker';
import { ChartSource, type ChartPort } from './chart-source';
import type { ChartAsk, ChartNews } from './chart-worker';
import { GraphView } from './graph-view';
import { looksAlike } from './scene-keeper';
import { ChartContext } from './use-chart';

type Hear = (event: MessageEvent<ChartNews>) => void;

/** Makes charts in the thread of the test, as soon as that has nothing else to do. */
class NearWorker implements ChartPort {
  readonly wishes: ChartWish[] = [];
  made = 0;
  readonly #maker = new ChartMaker();
  #hear: Hear = () => undefined;

  readonly addEventListener = (type: string, listener: (event: never) => void): void => {
    if (type === 'message') this.#hear = listener as Hear;
  };

  /** A message of the live connection, which the worker holds. */
  read(message: LiveMessage): void {
    this.#maker.read(message);
    this.#makeSoon();
  }

  postMessage(ask: ChartAsk): void {
    if (ask.kind === 'want') {
      this.wishes.push(ask.wish);
      this.#maker.want(ask.wish);
    }
    this.#makeSoon();
  }

  #makeSoon(): void {
    queueMicrotask(() => {
      for (const chart of this.#maker.make()) {
        this.made += 1;
        this.#hear(new MessageEvent('message', { data: { kind: 'chart', ...chart } }));
      }
    });
  }

  terminate(): void {
    this.wishes.length = 0;
  }
}

let worker: NearWorker;
let version = 0;

beforeEach(() => {
  worker = new NearWorker();
  Object.defineProperty(document, 'fonts', { configurable: true, value: { ready: Promise.resolve() } });
});
afterEach(() => {
  cleanup();
  localStorage.clear();
});

const snapshot = hostOf({ onHost: 3, pods: 2, perContainer: 2 });
const messageOf = (rows: Snapshot): LiveMessage => ({ kind: 'snapshot', version: (version += 1), snapshot: rows });
/** What is made is taken in several steps. */
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 5)));

async function show(view: Partial<View> = {}, isSettled = true) {
  const onView = vi.fn();
  const source = new ChartSource(() => worker);
  const of = (other: Partial<View>, rows = snapshot, usage: Usage | null = null) => (
    <ChartContext value={source}>
      <MeasuredContext value={{ ...NOT_MEASURED, usage }}>
        <GraphView snapshot={rows} view={{ ...DEFAULT_VIEW, ...other }} onView={onView} focus={null} found={null} topology={null} />
      </MeasuredContext>
    </ChartContext>
  );
  const { rerender } = render(of(view));
  worker.read(messageOf(snapshot));
  if (isSettled) await settle();
  const again = async (other: Partial<View>, rows = snapshot, usage: Usage | null = null) => {
    if (rows !== snapshot) worker.read(messageOf(rows));
    act(() => rerender(of(other, rows, usage)));
    await settle();
  };
  return { onView, again };
}

it('says that it arranges until the worker has answered', async () => {
  await show({}, false);
  expect(screen.getByText('Arranging the picture …')).toBeDefined();
  await settle();
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

it('has no new places made when something is selected, asked for or switched off', async () => {
  const { again } = await show();
  const { made } = worker;
  await again({ select: 'pod/podman:pod1' });
  await again({ query: 'pod1' });
  await again({ hiddenTypes: ['net'] });
  expect(made).toBe(1);
  expect(worker.made).toBe(made);
});

it('has no new places made for other colours, whatever is used', async () => {
  const { again } = await show();
  const place = () => shownPicture()?.positions;
  const before = place();
  for (const cpu of [0, 0.5, 3]) {
    await again({ colour: 'cpu' }, snapshot, { byKey: new Map(snapshot.processes.map(({ key }) => [key, { cpu, memory: 0 }])), seenTill: Infinity });
    expect(place()).toBe(before);
  }
  expect(screen.getByRole('list', { name: 'CPU, of one core' })).toBeDefined();
  expect(worker.made).toBe(1);
});

it('paints anew only for a colour that is new', () => {
  const graph = buildGraph(snapshot, 'pods');
  const selection = selectGraph(graph, DEFAULT_VIEW, null);
  const [positions, fresh] = [new Map(), new Set<string>()];
  const showOf = (cpu: number) => {
    const usage = { byKey: new Map(snapshot.processes.map(({ key }) => [key, { cpu, memory: 0 }])), seenTill: Infinity };
    return { selection: { ...selection, colouring: colourGraph(graph, snapshot, 'cpu', usage) }, positions, fresh, isDraft: false };
  };
  expect(looksAlike(showOf(0.0001), showOf(0.0002))).toBe(true);
  expect(looksAlike(showOf(0.0001), showOf(0.02))).toBe(false);
  expect(looksAlike(showOf(0.0001), { ...showOf(0.0001), positions: new Map() })).toBe(false);
});

it('shows who comes, and takes no notice of a look at the host that found nothing new', async () => {
  const { again } = await show();
  await again({}, { ...snapshot, time: snapshot.time + 1000 });
  expect(worker.made).toBe(1);
  await again({}, hostOf({ onHost: 4, pods: 2, perContainer: 2 }));
  expect(worker.made).toBe(2);
  expect(screen.getByRole('option', { name: 'process daemon3 4' })).toBeDefined();
});

it('wishes to arrange anew only when told to', async () => {
  await show();
  expect(worker.wishes.every(({ arrangement }) => arrangement === 0)).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: /Arrange anew/ }));
  expect(worker.wishes.at(-1)?.arrangement).toBe(1);
});

it('takes the namespaces of a switched-off type out of the list', async () => {
  await show({ hiddenTypes: ['net'] });
  expect(screen.queryByRole('option', { name: /^namespace net/ })).toBeNull();
  expect(screen.getAllByRole('option', { name: /^namespace pid/ }).length).toBeGreaterThan(0);
});
