/** The contract for what a net namespace holds: the answer to `inspect` of type net, read by rtnetlink(7). */
import { z } from 'zod';
import { namespaceKey } from './schema';
import { text } from './text';

const count = z.int().nonnegative();

export const netAddress = z.object({
  family: z.enum(['inet', 'inet6']),
  address: z.string(),
  prefixLength: count,
  /** ip-address(8): global, link, host, site, nowhere, or a number. */
  scope: z.string(),
  /** The other end of a point-to-point address. */
  peer: z.string().nullable(),
  broadcast: z.string().nullable(),
  label: text.nullable(),
  flags: z.array(z.string()),
  /** Seconds; null is for ever. */
  validSeconds: count.nullable(),
  preferredSeconds: count.nullable(),
});

/** The other end of a veth, or the lower device of a macvlan: where, and what it is called there. */
export const netPeer = z.object({
  ifindex: count,
  /** Ino of the net namespace it lives in; hidden when the kernel names a namespace nobody can find. */
  namespace: z.union([z.int(), z.literal('hidden')]),
  name: text.nullable(),
  /** The bridge (or bond …) the peer belongs to, there. */
  master: z.object({ ifindex: count, name: text.nullable(), kind: z.string().nullable() }).nullable(),
});

export const netLink = z.object({
  ifindex: count,
  name: text,
  /** IFLA_INFO_KIND: veth, bridge, macvlan …; null for a device that names none (lo, hardware). */
  kind: z.string().nullable(),
  /** ether, loopback, none … */
  linkType: z.string(),
  /** As ip-link(8) prints them: UP, LOWER_UP, BROADCAST … */
  flags: z.array(z.string()),
  operstate: z.string(),
  mtu: count,
  mac: z.string().nullable(),
  master: count.nullable(),
  /** IFLA_LINK and IFLA_LINK_NETNSID, as the kernel gives them. */
  link: count.nullable(),
  linkNetnsid: z.int().nullable(),
  peer: netPeer.nullable(),
  addresses: z.array(netAddress),
});

export const netRoute = z.object({
  family: z.enum(['inet', 'inet6']),
  /** unicast, local, broadcast, blackhole … */
  type: z.string(),
  /** `default` or address/prefix. */
  destination: z.string(),
  gateway: z.string().nullable(),
  ifindex: count.nullable(),
  source: z.string().nullable(),
  metric: count.nullable(),
  table: count,
  protocol: z.string(),
  scope: z.string(),
});

export const netNeighbour = z.object({
  family: z.enum(['inet', 'inet6', 'other']),
  address: z.string().nullable(),
  mac: z.string().nullable(),
  ifindex: count,
  state: z.string(),
});

/** The helper's answer to `inspect` of a net namespace. */
export const scanNet = z.object({
  schema: z.literal(1),
  type: z.literal('net'),
  ino: z.int().positive(),
  id: z.string().nullable(),
  links: z.array(netLink),
  routes: z.array(netRoute),
  neighbours: z.array(netNeighbour),
  gaps: z.array(z.object({ what: z.string(), why: z.string() })),
});

/** What `GET /api/namespaces/:key` gives of a net namespace: the same, its peers' namespaces also by key. */
export const net = scanNet.extend({
  key: namespaceKey,
  /** ino → key of each namespace a peer lives in, for those the snapshot knows. */
  namespaceKeys: z.record(z.string(), namespaceKey),
});

export type NetAddress = z.infer<typeof netAddress>;
export type NetLink = z.infer<typeof netLink>;
export type NetRoute = z.infer<typeof netRoute>;
export type NetNeighbour = z.infer<typeof netNeighbour>;
export type ScanNet = z.infer<typeof scanNet>;
export type Net = z.infer<typeof net>;
