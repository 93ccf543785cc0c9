// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OptionsFold } from './options-fold';
import { FIRST_OPTIONS, type Ground, type Options } from './options';

const THERE: Ground = { hasMnt: true, hasProcess: true };
const seen = vi.fn<(options: Options) => void>();
const now = (): Options => seen.mock.lastCall?.[0] ?? FIRST_OPTIONS;

function Fold({ ground }: { ground: Ground }) {
  const [options, setOptions] = useState(FIRST_OPTIONS);
  const take = (taken: Options) => {
    seen(taken);
    setOptions(taken);
  };
  return <OptionsFold options={options} onOptions={take} ground={ground} isByHand={false} />;
}
function open(ground = THERE) {
  render(<Fold ground={ground} />);
  fireEvent.click(screen.getByRole('button', { name: /^Options/ }));
}
const pick = (legend: string, choice: string) => {
  const group = screen.getByRole('group', { name: legend });
  fireEvent.click(within(group).getByRole('radio', { name: choice }));
};
const fill = (label: string, value: string) => fireEvent.change(screen.getByRole('textbox', { name: label }), { target: { value } });

afterEach(() => {
  cleanup();
  seen.mockClear();
});

describe('the fold of options', () => {
  it('counts what is not as usual, and puts it back', () => {
    open();
    expect(screen.getByRole('button', { name: /^Options/ }).textContent).toContain('as usual');
    pick('As', 'root');
    pick('Control group', 'target’s');
    expect(screen.getByRole('button', { name: /^Options/ }).textContent).toContain('2 changed');
    fireEvent.click(screen.getByRole('button', { name: 'Reset the options' }));
    expect(now()).toEqual(FIRST_OPTIONS);
    expect(screen.queryByRole('button', { name: 'Reset the options' })).toBeNull();
  });

  it('says beside a field what is wrong with it, and tells screen readers', () => {
    open();
    pick('As', 'ids');
    fill('uid', 'bob');
    const field = screen.getByRole('textbox', { name: 'uid' });
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toContain('no number');
    expect(screen.getByRole('button', { name: /^Options/ }).textContent).toContain('not right yet');
    fill('uid', '1000');
    expect(field.getAttribute('aria-invalid')).toBe('false');
    expect(field.getAttribute('aria-describedby')).toBeNull();
  });

  it('adds, changes and removes variables', () => {
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Add a variable' }));
    fireEvent.click(screen.getByRole('button', { name: 'Add a variable' }));
    fill('Name of variable 2', 'A');
    fill('Value of variable 2', 'b=c');
    fireEvent.click(screen.getByRole('button', { name: 'Remove variable 1' }));
    expect(now().variables).toEqual([{ name: 'A', value: 'b=c' }]);
  });

  it('says what each choice means, and warns of what may hold secrets or gives rights', () => {
    open();
    pick('Environment', 'target’s');
    expect(screen.getByText(/passwords and keys/)).toBeTruthy();
    pick('Capabilities', 'all');
    expect(screen.getByText(/can undo whatever confines/)).toBeTruthy();
  });

  it('offers no other root and no environment without mnt, no control group without a process', () => {
    open({ hasMnt: false, hasProcess: false });
    for (const legend of ['Root', 'Environment', 'Control group']) expect(screen.queryByRole('group', { name: legend })).toBeNull();
    expect(screen.getByText(/another root comes only with mnt/)).toBeTruthy();
  });
});
