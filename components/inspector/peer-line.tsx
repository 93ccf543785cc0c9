'use client';

import { indexOf, leader } from '@/lib/members';
import type { Net, NetLink } from '@/lib/net-schema';
import { objectId } from '@/lib/object-id';
import { podTitle } from '@/lib/object-title';
import type { Namespace, Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { ObjectLink } from '../objects/object-link';
import styles from './peer-line.module.css';
import { NET_STRINGS } from './strings';

/** `eth0 ↔ vethab12 on the host, in bridge podman0`. */
export function PeerLine({ net, link, snapshot }: { net: Net; link: NetLink; snapshot: Snapshot }) {
  const { peer } = link;
  if (peer === null) return null;
  const name = peer.name === null ? `#${peer.ifindex}` : showText(peer.name);
  const master = peer.master === null ? null : peer.master.name === null ? `#${peer.master.ifindex}` : showText(peer.master.name);
  return (
    <p className={styles['peer']}>
      <span className={styles['arrow']} aria-label={NET_STRINGS.peer(name)} role="img">↔</span>
      <code>{name}</code> <Where net={net} peer={peer} snapshot={snapshot} />
      {master !== null && <>, {NET_STRINGS.bridge(master)}</>}
    </p>
  );
}

function Where({ net, peer, snapshot }: { net: Net; peer: NonNullable<NetLink['peer']>; snapshot: Snapshot }) {
  if (peer.namespace === 'hidden') return NET_STRINGS.hiddenNamespace;
  if (peer.namespace === net.ino) return null;
  const key = net.namespaceKeys[String(peer.namespace)];
  const namespace = key === undefined ? undefined : indexOf(snapshot).namespaceByKey.get(key);
  if (namespace === undefined) return <>{NET_STRINGS.inNamespace} <code>net {peer.namespace}</code></>;
  if (namespace.initial) return <>{NET_STRINGS.on} <ObjectLink id={objectId('host', '')}>{NET_STRINGS.host}</ObjectLink></>;
  return <>{NET_STRINGS.inNamespace} <ObjectLink id={objectId('namespace', namespace.key)}>{whoseNamespace(snapshot, namespace)}</ObjectLink></>;
}

/** The pod that uses the namespace, else its leader's container, else its ino. */
function whoseNamespace(snapshot: Snapshot, namespace: Namespace): string {
  const pod = snapshot.pods.find(({ net }) => net === namespace.key);
  if (pod !== undefined) return podTitle(pod);
  const container = indexOf(snapshot).containerByKey.get(leader(snapshot, namespace.ino)?.container ?? '');
  return container?.name == null ? `net ${namespace.ino}` : showText(container.name);
}
