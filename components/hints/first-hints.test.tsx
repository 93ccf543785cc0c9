// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FirstHints } from './first-hints';
import { HINT_STRINGS } from './strings';

beforeEach(() => {
  localStorage.clear();
});
afterEach(cleanup);

describe('the first hints', () => {
  it('are three at most, and never come again once they are understood', () => {
    const { unmount } = render(<FirstHints />);
    expect(screen.getAllByRole('listitem').length).toBeLessThanOrEqual(3);
    fireEvent.click(screen.getByRole('button', { name: HINT_STRINGS.dismiss }));
    expect(screen.queryByRole('list')).toBeNull();
    unmount();
    render(<FirstHints />);
    expect(screen.queryByRole('list')).toBeNull();
  });
});
