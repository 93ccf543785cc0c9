/** The wiring of a crowded host: every pod's eth0 by a cable to one bridge on the host. */
import { HOME } from './graph.fixture';
import type { Snapshot } from './schema';
import { cableOf, topologyLinkOf, topologyOf } from './topology.fixture';
import type { Topology } from './topology-schema';

export function crowdTopology({ namespaces }: Snapshot): Topology {
  const nets = namespaces.filter(({ type, initial }) => type === 'net' && !initial);
  const bridge = topologyLinkOf({ ifindex: 3, name: 'cni0', kind: 'bridge', addresses: ['10.244.0.1/16'] });
  const uplink = topologyLinkOf({ ifindex: 2, name: 'ens3', addresses: ['192.0.2.5/24'] });
  const cables = nets.map(({ ino }, at) => {
    const [inner, outer] = cableOf([ino, 2, 'eth0'], [HOME.net, 10 + at, `veth${at}`]);
    const { addresses } = topologyLinkOf({ ifindex: 2, name: 'eth0', addresses: [`10.244.${at >> 8}.${(at % 256) + 2}/16`] });
    return { net: { ino, links: [{ ...inner, addresses }] }, outer: { ...outer, master: 3 } };
  });
  return topologyOf([{ ino: HOME.net, links: [uplink, bridge, ...cables.map(({ outer }) => outer)] }, ...cables.map(({ net }) => net)]);
}
