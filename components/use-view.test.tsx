// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useView } from './use-view';

beforeEach(() => {
  history.replaceState(null, '', '/');
});
afterEach(cleanup);

function show() {
  return renderHook(() => useView()).result;
}

describe('the view in the address', () => {
  it('is read from the address', () => {
    history.replaceState(null, '', '/?lens=table&q=web');
    expect(show().current[0]).toMatchObject({ lens: 'table', query: 'web' });
  });

  it('is written to the address', () => {
    const result = show();
    act(() => result.current[1]({ ...result.current[0], select: 'pod/podman:p1' }));
    expect(location.search).toBe('?select=pod/podman:p1');
    expect(result.current[0].select).toBe('pod/podman:p1');
  });

  it('makes a step of the history of another object or lens, and none of a query', () => {
    const result = show();
    const before = history.length;
    act(() => result.current[1]({ ...result.current[0], query: 'a' }));
    act(() => result.current[1]({ ...result.current[0], query: 'ab' }));
    expect(history.length).toBe(before);
    act(() => result.current[1]({ ...result.current[0], lens: 'table' }));
    expect(history.length).toBe(before + 1);
  });

  it('follows the back button', () => {
    const result = show();
    history.replaceState(null, '', '/?lens=namespaces');
    act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
    expect(result.current[0].lens).toBe('namespaces');
  });
});
