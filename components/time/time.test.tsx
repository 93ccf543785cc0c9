// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { differenceOf } from '@/lib/difference';
import { logEntryOf, type LogEntry } from '@/lib/happenings';
import type { Snapshot } from '@/lib/schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { SelectContext } from '../objects/select-context';
import { compareMoments, DifferencePanel } from './difference-panel';
import { TimeGroup } from './time-group';
import type { Shown } from './reel';
import type { ReelUse } from './use-reel';

afterEach(cleanup);

const before = snapshotOf({ time: 1000, processes: [{ pid: 1 }, { pid: 2, comm: 'old' }], namespaces: [{ type: 'net', ino: 7, id: '7' }] });
const after = snapshotOf({ time: 2000, processes: [{ pid: 1, uid: 5 }, { pid: 3, comm: 'one' }, { pid: 4, comm: 'two' }] });

function reelOf(shown: Shown, log: readonly LogEntry[]): ReelUse {
  const none = vi.fn();
  return { live: { snapshot: after, state: { kind: 'live' } }, snapshot: after, shown, log, pause: vi.fn(), step: vi.fn(), resume: vi.fn(), showMoment: none, showFile: none, retry: none };
}

function entryOf(from: Snapshot, to: Snapshot): LogEntry {
  const entry = logEntryOf(differenceOf(from, to), to);
  if (entry === null) throw new Error('nothing came or went');
  return entry;
}

describe('the time group', () => {
  it('says what came and went, and leads to what is still there', () => {
    const select = vi.fn();
    render(<SelectContext value={select}><TimeGroup reel={reelOf({ kind: 'live' }, [entryOf(before, after)])} isTimelineOpen={false} onTimeline={vi.fn()} files={null} /></SelectContext>);
    expect(document.querySelector('[aria-live="polite"]')?.textContent).toBe('+2 processes, −1 process, −1 namespace');
    fireEvent.click(screen.getByRole('button', { name: /What came and went/ }));
    const list = screen.getByRole('region', { name: 'What came and went' });
    expect(within(list).queryByRole('button', { name: /old/ })).toBeNull();
    fireEvent.click(within(list).getByRole('button', { name: /came one/ }));
    expect(select).toHaveBeenCalledWith('process/3@1003');
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('offers to pause, then to step and to go on; there is no step without a change', () => {
    const live = reelOf({ kind: 'live' }, []);
    const { rerender } = render(<TimeGroup reel={live} isTimelineOpen={false} onTimeline={vi.fn()} files={null} />);
    fireEvent.click(screen.getByRole('button', { name: 'Hold the picture still' }));
    expect(live.pause).toHaveBeenCalled();
    const paused = reelOf({ kind: 'paused', waiting: 1 }, []);
    rerender(<TimeGroup reel={paused} isTimelineOpen={false} onTimeline={vi.fn()} files={null} />);
    fireEvent.click(screen.getByRole('button', { name: 'One change on' }));
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect([paused.step, paused.resume].map((act) => vi.mocked(act).mock.calls.length)).toEqual([1, 1]);
    rerender(<TimeGroup reel={reelOf({ kind: 'paused', waiting: 0 }, [])} isTimelineOpen={false} onTimeline={vi.fn()} files={null} />);
    expect(screen.getByRole('button', { name: 'One change on' })).toHaveProperty('disabled', true);
  });
});

it('does not say beside another moment that nothing has changed', () => {
  const { rerender } = render(<TimeGroup reel={reelOf({ kind: 'past', moment: 1 }, [])} isTimelineOpen={false} onTimeline={vi.fn()} files={null} />);
  expect(screen.queryByText('No changes yet')).toBeNull();
  rerender(<TimeGroup reel={reelOf({ kind: 'live' }, [])} isTimelineOpen={false} onTimeline={vi.fn()} files={null} />);
  expect(screen.getByText('No changes yet')).toBeTruthy();
});

describe('the difference', () => {
  it('lists by kind what came, went and changed, the older one first whatever is shown', () => {
    render(<DifferencePanel compared={compareMoments(after, { snapshot: before, isNow: false }, true)} onEnd={vi.fn()} />);
    const rows = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(rows).toEqual([expect.stringMatching(/−went.*net 7/), expect.stringMatching(/\+came.*one/), expect.stringMatching(/\+came.*two/), expect.stringMatching(/−went.*old/), expect.stringMatching(/~changed.*sleep.*uid/)]);
    expect(screen.getByRole('button', { name: /two/ })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /old/ })).toBeNull();
  });

  it('says of what is not on the screen yet that it came later, not that it is gone', () => {
    render(<DifferencePanel compared={compareMoments(before, { snapshot: after, isNow: true }, false)} onEnd={vi.fn()} />);
    const rows = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(rows.filter((text) => text.includes('came later'))).toEqual([expect.stringContaining('one'), expect.stringContaining('two')]);
    expect(rows.join()).not.toContain('gone since');
    expect(screen.getByRole('button', { name: /old/ })).toBeTruthy();
  });

  it('does not compare what is of two boots', () => {
    const other = { ...before, host: { ...before.host, bootId: 'another' } };
    render(<DifferencePanel compared={compareMoments(other, { snapshot: after, isNow: true }, false)} onEnd={vi.fn()} />);
    expect(screen.getByText(/cannot be compared/)).toBeTruthy();
    expect(screen.queryAllByRole('listitem')).toEqual([]);
  });
});
