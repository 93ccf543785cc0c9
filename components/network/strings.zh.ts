import { formatCount } from '@/lib/count-text';
import type { Spoken } from '@/lib/language';
import type { HARBOUR_WORDS_EN, NETWORK_STRINGS_EN, WIRE_WORDS_EN } from './strings';

export const WIRE_WORDS_ZH: Spoken<typeof WIRE_WORDS_EN> = {
  veth: { label: 'veth', hint: '两个接口之间的虚拟网线' },
  bridge: { label: 'bridge', hint: '网桥的端口' },
  macvlan: { label: 'macvlan', hint: '架在下层设备上的 macvlan、macvtap、ipvlan 或 ipvtap' },
  vlan: { label: 'vlan', hint: '架在下层设备上的 VLAN' },
  tunnel: { label: 'tunnel', hint: '架在下层设备上的 VXLAN、Geneve、GRE、IPIP 等隧道' },
  bond: { label: 'bond', hint: 'bond 或 team 的端口' },
  vrf: { label: 'vrf', hint: 'VRF 的接口' },
  other: { label: '其他', hint: '架在下层设备上的其他设备' },
};

export const HARBOUR_WORDS_ZH: Spoken<typeof HARBOUR_WORDS_EN> = {
  hardware: '硬件',
  cable: '网线端',
  master: 'bridge、bond',
  stacked: '架在下层设备上',
  tunnel: '隧道、tun、tap',
  other: '其他',
};

export const NETWORK_STRINGS_ZH: Spoken<typeof NETWORK_STRINGS_EN> = {
  wires: '显示的连线种类',
  harbours: '接口',
  down: '未启用',
  reading: '正在读取每个 net 命名空间的接口',
  failed: '无法读取接口',
  stale: '看到的连线是先前的',
  aloneTitle: '只有主机自己的网络：没有别的 net 命名空间',
  alone: '容器、Pod 和 “ip netns add” 会创建 net 命名空间；出现后会自动显示在这里。',
  closedTitle: (closed, all) => `${formatCount(all)} 个 net 命名空间中有 ${formatCount(closed)} 个无法查看内部`,
  gapsTitle: '部分连线无法读取',
};
