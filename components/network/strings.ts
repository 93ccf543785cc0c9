import { formatCount } from '@/lib/count-text';
import type { Harbour } from '@/lib/graph';
import type { WireKind } from '@/lib/net-wires';
import { bilingual } from '../language/bilingual';
import { WIRE_WORDS_ZH, HARBOUR_WORDS_ZH, NETWORK_STRINGS_ZH } from './strings.zh';

export const WIRE_WORDS_EN: Readonly<Record<WireKind, { readonly label: string; readonly hint: string }>> = {
  veth: { label: 'veth', hint: 'a virtual cable between two interfaces' },
  bridge: { label: 'bridge', hint: 'a port of a bridge' },
  macvlan: { label: 'macvlan', hint: 'macvlan, macvtap, ipvlan or ipvtap on a lower device' },
  vlan: { label: 'vlan', hint: 'a VLAN on a lower device' },
  tunnel: { label: 'tunnel', hint: 'VXLAN, Geneve, GRE, IPIP and their like on a lower device' },
  bond: { label: 'bond', hint: 'a port of a bond or team' },
  vrf: { label: 'vrf', hint: 'an interface of a VRF' },
  other: { label: 'other', hint: 'some other device on a lower one' },
};

export const HARBOUR_WORDS_EN: Readonly<Record<Harbour, string>> = {
  hardware: 'hardware',
  cable: 'cable end',
  master: 'bridge, bond',
  stacked: 'on a lower device',
  tunnel: 'tunnel, tun, tap',
  other: 'other',
};

export const NETWORK_STRINGS_EN = {
  wires: 'Kinds of wire shown',
  harbours: 'Interfaces',
  down: 'down',
  reading: 'Reading the interfaces of every net namespace',
  failed: 'The interfaces could not be read',
  stale: 'What you see of the wires is from before',
  aloneTitle: 'Only the host’s network: there are no other net namespaces',
  alone: 'Containers, pods and “ip netns add” make net namespaces; they show up here by themselves.',
  closedTitle: (closed: number, all: number) => `${formatCount(closed)} of ${formatCount(all)} net namespaces could not be looked into`,
  gapsTitle: 'Some of the wiring could not be read',
} as const;

export const WIRE_WORDS = bilingual(WIRE_WORDS_EN, WIRE_WORDS_ZH);
export const HARBOUR_WORDS = bilingual(HARBOUR_WORDS_EN, HARBOUR_WORDS_ZH);
export const NETWORK_STRINGS = bilingual(NETWORK_STRINGS_EN, NETWORK_STRINGS_ZH);
