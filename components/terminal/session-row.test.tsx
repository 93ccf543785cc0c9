// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Terminal } from '@/lib/terminal-schema';
import { EXITED, rowOf } from './fake-socket.fixture';
import { SessionRow } from './session-row';

const nothing = (): void => undefined;
function show(row: Partial<Terminal>): void {
  render(<ul><SessionRow row={rowOf(row)} ahead={0} isShown={false} onAttach={nothing} onEnd={nothing} onPlay={nothing} /></ul>);
}
const buttons = (): (string | null)[] => screen.getAllByRole('button').map(({ textContent }) => textContent);

afterEach(cleanup);

describe('a session of the list', () => {
  it('that runs can be gone on with, and ended', () => {
    show({});
    expect(buttons()).toEqual(['Attach', 'End']);
  });

  it('that is over can be looked at', () => {
    show({ state: EXITED });
    expect(buttons()).toEqual(['Show']);
    expect(screen.getByText('exit 3')).toBeDefined();
  });

  it('that failed says why', () => {
    show({ state: { kind: 'failed', at: 2000, answer: { failure: 'gone', message: 'the target ended' } } });
    expect(screen.getByText(/: the target ended$/)).toBeDefined();
  });
});
