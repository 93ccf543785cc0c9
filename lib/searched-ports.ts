/** The ports by which a net namespace can be found: those at which somebody listens, and those of the outside that lead in. */
import { forwardsTo } from './forwards';
import type { Net, NetSocket } from './net-schema';
import type { Snapshot } from './schema';
import type { SearchedPort } from './search-schema';

/** `around`: the namespace through which packets come; null: nothing leads in, or it is not known. Sorted by port. */
export function searchedPorts(snapshot: Snapshot, net: Net, around: Net | null): SearchedPort[] {
  const forwarded = around === null ? [] : forwardsTo(snapshot, net, [around]);
  const outside = forwarded.map(({ protocol, firstPort, lastPort }) => ({ protocol, port: firstPort, lastPort, pids: [], forwarded: true }));
  return [...listened(net.sockets), ...outside].sort((a, b) => a.port - b.port || a.lastPort - b.lastPort);
}

/** One for each port, whatever the address. */
function listened(sockets: readonly NetSocket[]): SearchedPort[] {
  const ports = new Map<string, SearchedPort>();
  for (const { protocol, local, pids } of sockets.filter(isListening)) {
    const key = `${protocol} ${local.port}`;
    const before = ports.get(key);
    ports.set(key, { protocol, port: local.port, lastPort: local.port, pids: [...new Set([...(before?.pids ?? []), ...pids])].sort((a, b) => a - b), forwarded: false });
  }
  return [...ports.values()];
}

/** A socket of UDP that has a port and no other end takes from everybody. */
function isListening({ state, protocol, local, remote }: NetSocket): boolean {
  if (local.port === 0) return false;
  return state === 'LISTEN' || (state === 'UNCONN' && remote === null && protocol !== 'raw');
}
