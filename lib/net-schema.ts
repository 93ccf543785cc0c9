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
  /** What its kind adds, in the words of `ip -d link`: `id 42` of a vlan, `local`, `remote`, `vni`, `mode` … In the kernel's order. */
  details: z.array(z.object({ name: z.string(), value: text })).default([]),
  /** Of tun and tap: the processes that hold it open. `certain` is false where only the name of the device tells. */
  holders: z.array(z.object({ pid: count, startTime: count, certain: z.boolean() })).default([]),
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

/** A routing rule, ip-rule(8). */
export const netRule = z.object({
  family: z.enum(['inet', 'inet6']),
  priority: count,
  /** Prefixes; null is `all`. */
  source: z.string().nullable(),
  destination: z.string().nullable(),
  incoming: text.nullable(),
  outgoing: text.nullable(),
  /** `0x1/0xff`; null: any. */
  mark: z.string().nullable(),
  /** table, goto, blackhole, unreachable, prohibit, nop. */
  action: z.string(),
  table: count.nullable(),
  inverted: z.boolean(),
  /** What else it asks of a packet or does, in the words of ip-rule(8): `uidrange 1000-2000`, `ipproto tcp`, `suppress_prefixlength 0` … */
  details: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});

/** An IP socket, sock_diag(7). */
export const netSocket = z.object({
  protocol: z.enum(['tcp', 'udp', 'udplite', 'raw', 'sctp', 'mptcp']),
  family: z.enum(['inet', 'inet6']),
  /** In the words of ss(8): LISTEN, ESTAB, UNCONN … */
  state: z.string(),
  local: z.object({ address: z.string(), port: count }),
  remote: z.object({ address: z.string(), port: count }).nullable(),
  /** An inet6 socket that takes no IPv4; null where that means nothing. */
  v6Only: z.boolean().nullable(),
  ifindex: count.nullable(),
  uid: count,
  inode: count,
  /** The processes that have it open, as far as their descriptors could be read. */
  pids: z.array(count),
});

/**
 * Ports that are forwarded by a NAT rule of this namespace, in the order in which netfilter comes to the rules: of two that fit
 * the first counts.
 */
export const netForward = z.object({
  family: z.enum(['inet', 'inet6']),
  /** tcp, udp, sctp …, a number, or any. */
  protocol: z.string(),
  /** An address, a prefix, or two addresses with a hyphen between; null: any of this namespace. */
  address: z.string().nullable(),
  /** 0 and 65535: any. */
  firstPort: count,
  lastPort: count,
  /** Likewise. */
  toAddress: z.string(),
  /** Null: the same ports. */
  toFirstPort: count.nullable(),
  toLastPort: count.nullable(),
  /** The rule: table and chain. */
  evidence: text,
  /** What else a packet must be, in the words of nft(8): `iifname != "docker0"`. Empty: nothing. */
  conditions: z.array(z.string()).default([]),
});

/** resolv.conf(5) as a process of this namespace sees it. */
export const netDns = z.object({
  nameservers: z.array(text),
  search: z.array(text),
  options: z.array(text),
  /** Whose root it was read in. */
  pid: count,
  /** Null, or why it could not be read. */
  trouble: z.string().nullable(),
  /** The trouble is a file system that did not answer in time: each look at it may leave a process that the kernel holds. */
  late: z.boolean().default(false),
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
  rules: z.array(netRule).default([]),
  /** At most 4096, listening ones first; what is more is counted. */
  sockets: z.array(netSocket).default([]),
  socketsLeftOut: count.default(0),
  forwards: z.array(netForward).default([]),
  /** Null when no process was named to ask for it. */
  dns: netDns.nullable().default(null),
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
export type NetRule = z.infer<typeof netRule>;
export type NetSocket = z.infer<typeof netSocket>;
export type NetForward = z.infer<typeof netForward>;
export type NetDns = z.infer<typeof netDns>;
export type NetNeighbour = z.infer<typeof netNeighbour>;
export type ScanNet = z.infer<typeof scanNet>;
export type Net = z.infer<typeof net>;
