// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { usePins } from './use-pins';

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const pinsAfterReload = (bootId: string) => [...renderHook(() => usePins(bootId, false)).result.current.pins];

it('what was dragged is there after a reload, on the same boot of the same host', () => {
  const { result } = renderHook(() => usePins('boot-1', false));
  act(() => result.current.pin('pod/a', { x: 1, y: 2 }));
  act(() => result.current.pin('pod/b', { x: 3, y: 4 }));
  expect(pinsAfterReload('boot-1')).toEqual([['pod/a', { x: 1, y: 2 }], ['pod/b', { x: 3, y: 4 }]]);
  expect(pinsAfterReload('boot-2')).toEqual([]);
});

it('what is dragged in another host\'s file leaves those of this host where they are', () => {
  const { result, rerender } = renderHook(({ bootId, isPast }) => usePins(bootId, isPast), { initialProps: { bootId: '', isPast: false } });
  rerender({ bootId: 'boot-1', isPast: false });
  act(() => result.current.pin('pod/a', { x: 1, y: 2 }));
  rerender({ bootId: 'boot-2', isPast: true });
  expect([...result.current.pins]).toEqual([]);
  act(() => result.current.pin('pod/c', { x: 5, y: 6 }));
  expect([...result.current.pins]).toEqual([['pod/c', { x: 5, y: 6 }]]);
  rerender({ bootId: 'boot-1', isPast: false });
  expect([...result.current.pins]).toEqual([['pod/a', { x: 1, y: 2 }]]);
  expect(pinsAfterReload('boot-1')).toEqual([['pod/a', { x: 1, y: 2 }]]);
});

it('letting go forgets', () => {
  const { result } = renderHook(() => usePins('boot-1', false));
  act(() => result.current.pin('pod/a', { x: 1, y: 2 }));
  act(() => result.current.unpin());
  expect(pinsAfterReload('boot-1')).toEqual([]);
});

it.each(['', '{', '[]', 'null', '{"bootId":"boot-1","pins":[["a",{"x":"left"}]]}'])('what somebody else wrote there (%j) is as good as nothing', (text) => {
  localStorage.setItem('nsatlas.pins', text);
  expect(pinsAfterReload('boot-1')).toEqual([]);
});
