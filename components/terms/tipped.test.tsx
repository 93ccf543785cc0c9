// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LSNS_COLUMNS } from '@/lib/lsns';
import { isTerm, MAN_BY_TERM } from './man-pages';
import { TERM_SENTENCES } from './strings';
import { TermMark } from './term-mark';

beforeEach(() => {
  vi.useFakeTimers();
  HTMLElement.prototype.showPopover = () => undefined;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const open = () => {
  render(<TermMark term="net" title="Addresses" />);
  return screen.getByRole('button');
};
const tip = () => screen.queryByRole('tooltip', { hidden: true });

describe('the tip of a term', () => {
  it('says one sentence and its page of the manual when it has the focus, and describes what it hangs on', () => {
    const mark = open();
    fireEvent.focus(mark);
    expect(tip()?.textContent).toBe(`${TERM_SENTENCES.net}Manual: network_namespaces(7)`);
    expect(mark.getAttribute('aria-describedby')).toBe(tip()?.id);
    fireEvent.blur(mark);
    expect(tip()).toBeNull();
  });
  it('stays while the pointer goes over to it, and goes when the pointer is elsewhere', () => {
    const mark = open();
    fireEvent.mouseEnter(mark.parentElement ?? mark);
    fireEvent.mouseLeave(mark.parentElement ?? mark);
    fireEvent.mouseEnter(mark.parentElement ?? mark);
    act(() => { vi.advanceTimersByTime(1_000); });
    expect(tip()).not.toBeNull();
    fireEvent.mouseLeave(mark.parentElement ?? mark);
    act(() => { vi.advanceTimersByTime(1_000); });
    expect(tip()).toBeNull();
  });
  it('goes by Escape, which then does nothing else', () => {
    const heard = vi.fn();
    document.addEventListener('keydown', heard);
    const mark = open();
    fireEvent.focus(mark);
    fireEvent.keyDown(mark, { key: 'Escape' });
    expect(tip()).toBeNull();
    expect(heard).not.toHaveBeenCalled();
    document.removeEventListener('keydown', heard);
  });
});

describe('the terms', () => {
  it('are all columns of the table among them, and each is one sentence', () => {
    expect(LSNS_COLUMNS.map(({ name }) => name).filter((name) => !isTerm(name))).toEqual([]);
    expect(Object.keys(MAN_BY_TERM).filter((term) => isTerm(term) && !/^[^.]+(\.\d[^.]*)*\.$/.test(TERM_SENTENCES[term]))).toEqual([]);
  });
});
