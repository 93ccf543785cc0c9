// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { usePins } from './use-pins';

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const pinsAfterReload = (bootId: string) => [...renderHook(() => usePins(bootId)).result.current.pins];

it('what was dragged is there after a reload, on the same boot of the same host', () => {
  const { result } = renderHook(() => usePins('boot-1'));
  act(() => result.current.pin('pod/a', { x: 1, y: 2 }));
  act(() => result.current.pin('pod/b', { x: 3, y: 4 }));
  expect(pinsAfterReload('boot-1')).toEqual([['pod/a', { x: 1, y: 2 }], ['pod/b', { x: 3, y: 4 }]]);
  expect(pinsAfterReload('boot-2')).toEqual([]);
});

it('letting go forgets', () => {
  const { result } = renderHook(() => usePins('boot-1'));
  act(() => result.current.pin('pod/a', { x: 1, y: 2 }));
  act(() => result.current.unpin());
  expect(pinsAfterReload('boot-1')).toEqual([]);
});

it.each(['', '{', '[]', 'null', '{"bootId":"boot-1","pins":[["a",{"x":"left"}]]}'])('what somebody else wrote there (%j) is as good as nothing', (text) => {
  localStorage.setItem('nsatlas.pins', text);
  expect(pinsAfterReload('boot-1')).toEqual([]);
});
