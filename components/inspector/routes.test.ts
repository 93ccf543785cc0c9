import { describe, expect, it } from 'vitest';
import type { NetRoute } from '@/lib/net-schema';
import { routeText } from './routes';

function said(facts: Partial<NetRoute>): string {
  const route: NetRoute = { family: 'inet', type: 'unicast', destination: 'default', gateway: null, ifindex: 2, source: null, metric: null, table: 254, protocol: 'kernel', scope: 'global', ...facts };
  return routeText(route, (ifindex) => `eth${ifindex}`);
}

describe('a route', () => {
  it('is said as ip-route(8) says it', () => {
    expect(said({ gateway: '10.88.0.1' })).toBe('default via 10.88.0.1 dev eth2');
    expect(said({ destination: '10.88.0.0/16', source: '10.88.0.2', metric: 100 })).toBe('10.88.0.0/16 dev eth2 src 10.88.0.2 metric 100');
  });

  it('names its type and its table where they are not the usual ones', () => {
    expect(said({ type: 'local', destination: '127.0.0.1', table: 255 })).toBe('local 127.0.0.1 dev eth2 table local');
    expect(said({ type: 'blackhole', destination: '10.0.0.0/8', ifindex: null, table: 77 })).toBe('blackhole 10.0.0.0/8 table 77');
  });
});
