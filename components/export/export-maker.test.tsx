// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { buildGraph } from '@/lib/graph';
import { laidGraph } from '@/lib/laid-graph';
import { layOut } from '@/lib/layout';
import { selectGraph } from '@/lib/select';
import { networkOf } from '@/lib/topology.fixture';
import { DEFAULT_VIEW, type View } from '@/lib/view';
import { ExportMaker } from './export-maker';
import { useShownPicture, type ShownPicture } from './shown-picture';

const { snapshot, topology } = networkOf(1);
const graph = buildGraph(snapshot, 'pods');
const picture: ShownPicture = { selection: selectGraph(graph, DEFAULT_VIEW, null), positions: layOut(laidGraph(graph, DEFAULT_VIEW)), seen: null };

function Page({ shown, view = DEFAULT_VIEW }: { shown: ShownPicture | null; view?: View }) {
  useShownPicture(() => shown);
  return <ExportMaker snapshot={snapshot} view={view} found={null} />;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(topology)));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = () => fireEvent.click(screen.getByRole('button', { name: 'Export' }));
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

it('waits for a picture that is being laid out, and offers it then', async () => {
  const { rerender } = render(<Page shown={null} />);
  open();
  await pass(200);
  expect(screen.queryByRole('dialog')).toBeNull();
  rerender(<Page shown={picture} />);
  await pass(200);
  expect(screen.getByLabelText('SVG')).toBeDefined();
});

it('offers what there is where no picture comes, and of the table at once', async () => {
  render(<Page shown={null} />);
  open();
  await pass(5000);
  expect(screen.getByLabelText('CSV')).toBeDefined();
  cleanup();
  render(<Page shown={null} view={{ ...DEFAULT_VIEW, lens: 'table' }} />);
  open();
  expect(screen.getByLabelText('CSV')).toBeDefined();
});
