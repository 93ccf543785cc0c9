// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatCores } from '@/lib/amount-text';
import { heatGraph } from '@/lib/heat';
import { buildGraph } from '@/lib/graph';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { DEFAULT_VIEW, type View } from '@/lib/view';
import { TableLens } from '../table/table-lens';
import { PastContext } from '../time/past';
import { amountWords, nodeAmount } from './amount-words';
import { HeatKey } from './heat-key';
import { MeasuredProvider } from './measured-provider';
import { MeasuredContext } from './use-measured';
import { UsedNow } from './used-now';

const MIB = 1024 * 1024;
const snapshot = snapshotOf({
  namespaces: [{ type: 'net', ino: 30, id: '9' }, { type: 'uts', ino: 31, id: '10' }],
  processes: [{ pid: 70, startTime: 500, namespaces: { net: 30 } }, { pid: 71, startTime: 600, namespaces: { net: 30, uts: 31 } }, { pid: 72, startTime: 700, namespaces: { uts: 31 } }],
});
const keyOf = (pid: number) => snapshot.processes.find((row) => row.pid === pid)?.key ?? '';

/** 70 burns 0.97 of a core, 71 nothing; 72 cannot be read. */
let looks = 0;
const door = vi.fn(() => {
  const at = 2 * looks;
  looks += 1;
  return Promise.resolve(Response.json({
    schema: 1, bootMs: 100_000 + 1000 * at, ticksPerSecond: 100, pageSize: 4096, leftOut: 0, unread: [{ pid: 72, errno: 'EACCES' }],
    processes: [[70, 500, 1000 + 97 * at, 200 * MIB / 4096, 1], [71, 600, 40, 256, 1]],
  }));
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', door);
  looks = 0;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  door.mockClear();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

interface Showing {
  readonly view?: Partial<View>;
  readonly isLive?: boolean;
  readonly isPast?: boolean;
  readonly pid?: number;
}

function page({ view = {}, isLive = true, isPast = false, pid = 70 }: Showing) {
  const past = isPast ? { reason: 'over', topology: null } : null;
  return (
    <SWRConfig value={{ provider: () => cache }}>
      <PastContext value={past}>
        <MeasuredProvider view={{ ...DEFAULT_VIEW, ...view }} isLive={isLive}><UsedNow snapshot={snapshot} id={`process/${keyOf(pid)}`} /></MeasuredProvider>
      </PastContext>
    </SWRConfig>
  );
}
let cache = new Map();
function show(showing: Showing) {
  cache = new Map();
  const { rerender } = render(page(showing));
  return (next: Showing) => rerender(page(next));
}

describe('what is used', () => {
  it('is not asked while the colours say something else, nor in a lens without processes', async () => {
    const again = show({});
    again({ view: { colour: 'user' } });
    again({ view: { colour: 'cpu', lens: 'network' } });
    await pass(5000);
    expect(door).not.toHaveBeenCalled();
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('is measured by a first look and told with the second, as long as somebody looks', async () => {
    const again = show({ view: { colour: 'cpu' } });
    await pass(100);
    expect(screen.getByText('measuring …')).toBeDefined();
    expect(screen.getByText('200 MiB (RSS)')).toBeDefined();
    await pass(2000);
    expect(screen.getByText('97 % of one core')).toBeDefined();
    const asked = door.mock.calls.length;
    again({ view: { colour: 'type' } });
    await pass(10_000);
    expect(door.mock.calls.length).toBe(asked);
    again({ view: { colour: 'memory' } });
    expect(screen.queryByText('97 % of one core')).toBeNull();
  });

  it('is unknown, and not nothing, of whom nothing could be read', async () => {
    show({ view: { colour: 'memory' }, pid: 72 });
    await pass(2500);
    expect(screen.getAllByText('unknown: it could not be read, or has just ended')).toHaveLength(2);
  });

  it('stays as it was measured while the picture is held still', async () => {
    const again = show({ view: { colour: 'cpu' } });
    await pass(2100);
    const asked = door.mock.calls.length;
    again({ view: { colour: 'cpu' }, isLive: false });
    await pass(10_000);
    expect(door.mock.calls.length).toBe(asked);
    expect(screen.getByText('97 % of one core')).toBeDefined();
    cleanup();
    show({ view: { colour: 'cpu' }, isLive: false });
    expect(screen.getByText('not measured while the picture is held still')).toBeDefined();
  });

  it('is measured to its end where the picture is held still after the first look', async () => {
    const again = show({ view: { colour: 'cpu' } });
    await pass(100);
    again({ view: { colour: 'cpu' }, isLive: false });
    await pass(4000);
    expect(screen.getByText('97 % of one core')).toBeDefined();
    const asked = door.mock.calls.length;
    await pass(10_000);
    expect(door.mock.calls.length).toBe(asked);
  });

  it('is said not to be kept where the past is shown', async () => {
    show({ view: { colour: 'cpu' }, isPast: true });
    await pass(3000);
    expect(door).not.toHaveBeenCalled();
    expect(screen.getByText('What was used then is not kept')).toBeDefined();
  });

  it('says why it cannot be measured', async () => {
    door.mockImplementationOnce(() => Promise.resolve(Response.json({ failure: 'denied', message: 'The door is shut.' }, { status: 503 })));
    show({ view: { colour: 'cpu' } });
    await pass(100);
    expect(screen.getByText('not measured: The door is shut.')).toBeDefined();
  });
});

describe('the table', () => {
  const table = (view: Partial<View>) => {
    cache = new Map();
    const onView = vi.fn();
    const all = { ...DEFAULT_VIEW, lens: 'table', ...view } as const;
    render(
      <SWRConfig value={{ provider: () => cache }}>
        <MeasuredProvider view={all} isLive><TableLens snapshot={snapshot} view={all} onView={onView} onSelect={vi.fn()} found={null} /></MeasuredProvider>
      </SWRConfig>,
    );
    return onView;
  };
  const cells = (column: string) => [...document.querySelectorAll(`td[data-column="${column}"]`)].map(({ textContent }) => textContent);

  it('has the sums in columns while the colours say how much, at least so much where it does not know all', async () => {
    table({ colour: 'memory' });
    await pass(2100);
    expect(cells('CPU')).toEqual(['97 %', '≥ 0 %']);
    expect(cells('RSS')).toEqual(['201 MiB', '≥ 1.0 MiB']);
    act(() => screen.getByRole('button', { name: 'CPU' }).click());
    expect(cells('NS')).toEqual(['31', '30']);
  });

  it('has none of them unasked, and a box to ask for them', () => {
    const onView = table({});
    expect(cells('CPU')).toEqual([]);
    act(() => screen.getByRole('checkbox', { name: 'CPU and memory' }).click());
    expect(onView).toHaveBeenCalledWith(expect.objectContaining({ colour: 'cpu' }));
  });
});

it('the key of the colours has every step with its unit', () => {
  render(<HeatKey measure="cpu" tones={heatGraph(buildGraph(snapshot, 'pods'), snapshot, 'cpu', null).tones} />);
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['< 1 %', '1–10 %', '10–40 %', '40–90 %', '90–200 %', '≥ 200 %', 'measuring …', 'unknown']);
  cleanup();
  render(<MeasuredContext value={{ measure: 'cpu', usage: null, trouble: 'Not now.' }}><HeatKey measure="cpu" tones={[]} /></MeasuredContext>);
  expect(screen.getByRole('status').textContent).toBe('Not now.');
  expect(screen.queryByRole('list')).toBeNull();
});

it('amounts are said with unit, sum and what is missing', () => {
  expect([0, 0.0312, 0.995, 12].map(formatCores)).toEqual(['0 %', '3.1 %', '100 %', '1200 %']);
  expect(amountWords('memory', { value: 1536 * MIB, of: 12, unknown: 2, measuring: 0 })).toBe('1.5 GiB (RSS), the sum of 10 processes, of 2 of 12 it is unknown');
  const graph = buildGraph(snapshot, 'pods');
  const node = graph.nodeByObject.get(`process/${keyOf(70)}`) ?? '';
  expect(nodeAmount(heatGraph(graph, snapshot, 'cpu', { byKey: new Map([[keyOf(70), { cpu: 0.5, memory: 0 }]]), seenTill: Infinity }), node)).toContain('CPU: 50 % of one core');
  expect(nodeAmount(null, node)).toBeNull();
});
