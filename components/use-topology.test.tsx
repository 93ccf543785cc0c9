// @vitest-environment happy-dom
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { topologyOf } from '@/lib/topology.fixture';
import { useTopology } from './use-topology';

const asked = vi.fn<() => [number, unknown]>();

beforeEach(() => {
  asked.mockReset().mockReturnValue([200, topologyOf([{ ino: 10 }])]);
  vi.stubGlobal('fetch', () => {
    const [status, body] = asked();
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const withNets = (...inos: readonly number[]) => snapshotOf({ namespaces: inos.map((ino) => ({ type: 'net', ino })) });

type Asking = Parameters<typeof useTopology>;

function useAsking([snapshot, how]: Asking) {
  return useTopology(snapshot, how);
}

function ask(first: Asking) {
  return renderHook(useAsking, {
    initialProps: first,
    wrapper: ({ children }) => <SWRConfig value={{ provider: () => new Map(), dedupingInterval: 0 }}>{children}</SWRConfig>,
  });
}

it('asks nothing unless it is needed', async () => {
  const { result } = ask([withNets(10), null]);
  await Promise.resolve();
  expect(result.current.topology).toBeNull();
  expect(asked).not.toHaveBeenCalled();
});

it('asks again when a net namespace has come, not when anything else did', async () => {
  const { result, rerender } = ask([withNets(10), 'glanced']);
  await waitFor(() => expect(result.current.topology?.nets).toHaveLength(1));
  rerender([{ ...withNets(10), time: 1 }, 'glanced']);
  expect(asked).toHaveBeenCalledOnce();
  asked.mockReturnValue([200, topologyOf([{ ino: 10 }, { ino: 20 }])]);
  rerender([withNets(10, 20), 'glanced']);
  await waitFor(() => expect(result.current.topology?.nets).toHaveLength(2));
  expect(asked).toHaveBeenCalledTimes(2);
});

it('keeps the last that is known when the next look fails', async () => {
  const { result, rerender } = ask([withNets(10), 'glanced']);
  await waitFor(() => expect(result.current.topology).not.toBeNull());
  asked.mockReturnValue([503, { failure: 'denied', message: 'Not now.' }]);
  rerender([withNets(10, 20), 'glanced']);
  await waitFor(() => expect(result.current.error?.answer.message).toBe('Not now.'));
  expect(result.current.topology?.nets).toHaveLength(1);
});
