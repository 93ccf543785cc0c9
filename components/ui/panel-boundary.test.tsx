// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PanelBoundary } from './panel-boundary';

let isOdd = true;
function Odd() {
  if (isOdd) throw new Error('no such shape');
  return <p>whole again</p>;
}

beforeEach(() => {
  isOdd = true;
  // React reports what a boundary catches; here it is wanted.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('a panel that fails', () => {
  it('says so alone, and the rest of the page stays', () => {
    render(<><p>the rest</p><PanelBoundary resetKey="a"><Odd /></PanelBoundary></>);
    expect(screen.getByText('the rest')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('no such shape');
  });

  it('tries again on request', () => {
    render(<PanelBoundary resetKey="a"><Odd /></PanelBoundary>);
    isOdd = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('whole again')).toBeTruthy();
  });

  it('starts afresh with another object', () => {
    const { rerender } = render(<PanelBoundary resetKey="a"><Odd /></PanelBoundary>);
    isOdd = false;
    rerender(<PanelBoundary resetKey="b"><Odd /></PanelBoundary>);
    expect(screen.getByText('whole again')).toBeTruthy();
  });
});
