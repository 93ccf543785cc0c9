// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { DEFAULT_VIEW, type View } from '@/lib/view';
import { KeyHelp } from '../shell/key-help';
import { useKeys, type Keys } from '../shell/use-keys';
import { ACTION_BY_KEY, ACTION_KEYS, keyName } from './key-actions';
import { CommandPalette } from './palette';
import { ACTION_STRINGS } from './strings';

const known = { snapshot: snapshotOf({ processes: [{ pid: 7, comm: 'shopd', argv: ['shopd'] }], containers: [{ id: 'c1', name: 'till' }] }), topology: null, facts: null };
const done = vi.fn<(key: string) => void>();
const go = vi.fn<(id: string) => void>();
const onView = vi.fn<(view: View) => void>();
const ALL: Keys = Object.fromEntries(ACTION_KEYS.map((key) => [key, () => done(key)]));

function Page({ keys = ALL, view = DEFAULT_VIEW }: { keys?: Keys; view?: View }) {
  useKeys(keys);
  return <><input aria-label="elsewhere" /><CommandPalette known={known} view={view} onView={onView} onGo={go} /></>;
}

function open(from: Element = document.body): HTMLInputElement {
  fireEvent.keyDown(from, { key: 'k', ctrlKey: true });
  return screen.getByRole<HTMLInputElement>('combobox', { hidden: true });
}
function openSheet(keys: Keys): void {
  const { rerender } = render(<Page keys={keys} />);
  rerender(<><Page keys={keys} /><KeyHelp isReadOnly onClose={() => undefined} /></>);
}
const options = () => screen.queryAllByRole('option', { hidden: true }).map(({ textContent }) => textContent);

beforeEach(() => {
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  done.mockClear();
  go.mockClear();
  onView.mockClear();
});

describe('the command palette', () => {
  it('opens by Ctrl+K, also while one types, and finds an action by some of its letters', async () => {
    render(<Page />);
    const field = open(screen.getByLabelText('elsewhere'));
    fireEvent.change(field, { target: { value: 'lens net' } });
    expect(options()[0]).toContain('Lens: Network');
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(done).toHaveBeenCalledWith('3'));
    expect(screen.queryByRole('combobox', { hidden: true })).toBeNull();
  });
  it('is left to the programs of a terminal', () => {
    render(<><Page /><div className="xterm"><textarea aria-label="screen" /></div></>);
    fireEvent.keyDown(screen.getByLabelText('screen'), { key: 'k', ctrlKey: true });
    expect(screen.queryByRole('combobox', { hidden: true })).toBeNull();
  });
  it('offers what was done of late first', async () => {
    render(<Page />);
    const field = open();
    fireEvent.change(field, { target: { value: 'export' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(done).toHaveBeenCalledWith('E'));
    open();
    expect(options()[0]).toContain(ACTION_STRINGS.export);
  });
  it('goes to an object by its name', async () => {
    render(<Page />);
    const field = open();
    fireEvent.change(field, { target: { value: 'till' } });
    fireEvent.click(within(screen.getByRole('group', { name: 'Go to', hidden: true })).getByRole('option', { name: /till/, hidden: true }));
    await waitFor(() => expect(go).toHaveBeenCalledTimes(1));
  });
  it('colours and groups what the lens can colour and group', async () => {
    render(<Page />);
    fireEvent.change(open(), { target: { value: 'color mem' } });
    fireEvent.click(screen.getByRole('option', { name: 'Colour by: Memory', hidden: true }));
    await waitFor(() => expect(onView).toHaveBeenCalledWith({ ...DEFAULT_VIEW, colour: 'memory' }));
    const offered = (lens: View['lens']) => {
      cleanup();
      render(<Page view={{ ...DEFAULT_VIEW, lens }} />);
      open();
      return options().flatMap((text) => /^(?:Colour by|Group by|Tree of): (.*)$/.exec(text)?.[1] ?? []);
    };
    expect(offered('pods').sort()).toEqual(['CPU', 'Memory', 'Pod', 'Runtime', 'Runtime', 'Slice', 'Type', 'User', 'User']);
    expect([offered('network'), offered('hierarchy').slice(-2)]).toEqual([[], ['PID', 'User']]);
  });
  it('walks round by the arrows', () => {
    render(<Page />);
    const field = open();
    const active = () => document.querySelector('[aria-selected="true"]')?.textContent;
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    expect(active()).toBe(options().at(-1));
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    expect(active()).toBe(options()[0]);
  });
});

describe('keys, sheet and palette', () => {
  it('are of one list: each key that is heard stands in both, with the same words', () => {
    render(<Page />);
    open();
    const offered = screen.getAllByRole('option', { hidden: true }).filter((option) => option.querySelector('kbd') !== null).map((option) => [option.querySelector('kbd')?.textContent, option.firstChild?.textContent]);
    const all = ACTION_KEYS.map((key) => [keyName(key), ACTION_STRINGS[ACTION_BY_KEY[key]]]);
    expect(offered).toEqual(all);
    cleanup();
    openSheet(ALL);
    const sheet = [...screen.getByRole('dialog', { hidden: true }).querySelectorAll('dl > div')].map((row) => [row.querySelector('kbd')?.textContent, row.querySelector('dd')?.textContent]);
    expect(sheet).toEqual(expect.arrayContaining(all));
  });
  it('leave out what cannot be done now', () => {
    openSheet({ E: () => done('E') });
    const sheet = within(screen.getByRole('dialog', { hidden: true }));
    expect(sheet.queryByText(ACTION_STRINGS.export)).not.toBeNull();
    expect(sheet.queryByText(ACTION_STRINGS.make)).toBeNull();
  });
});
