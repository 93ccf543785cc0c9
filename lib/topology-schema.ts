/** The contract for how the net namespaces hang together: the answer to `inspect` of the topology, read by rtnetlink(7) in each. */
import { z } from 'zod';
import { netAddress, netLink } from './net-schema';
import { namespaceKey } from './schema';

const count = z.int().nonnegative();

/** The parts of an interface that the wiring is about; `master` is in its own namespace. */
const wired = netLink.pick({ ifindex: true, name: true, kind: true, linkType: true, flags: true, operstate: true, mtu: true, mac: true, master: true });

export const topologyLink = wired.extend({
  /** The other end of a veth, or the device below a macvlan, vlan, tunnel …: ifindex there, and the ino of the net namespace it is in. */
  peer: z.object({ ifindex: count, namespace: z.union([z.int().positive(), z.literal('hidden')]) }).nullable(),
  /** Whether a default route (destination of length 0, unicast, main table) leaves by it; null when the routes were not read. */
  carriesDefault: z.boolean().nullable().default(null),
  addresses: z.array(netAddress.pick({ family: true, address: true, prefixLength: true, scope: true })),
});

export const topologyNet = z.object({
  ino: z.int().positive(),
  id: z.string().nullable(),
  links: z.array(topologyLink),
  /** Rows beyond the limit of one namespace. */
  linksLeftOut: count,
  /** Null, or why it could not be looked into. */
  trouble: z.string().nullable(),
});

/** The helper's answer. `nets` are all that could be found, sorted by ino. */
export const scanTopology = z.object({ schema: z.literal(1), nets: z.array(topologyNet), gaps: z.array(z.object({ what: z.string(), why: z.string() })) });

/** What `GET /api/topology` gives: the same, with the key of each namespace that the Snapshot knows, by ino. */
export const topology = scanTopology.extend({ namespaceKeys: z.record(z.string(), namespaceKey) });

export type TopologyLink = z.infer<typeof topologyLink>;
export type TopologyNet = z.infer<typeof topologyNet>;
export type ScanTopology = z.infer<typeof scanTopology>;
export type Topology = z.infer<typeof topology>;
