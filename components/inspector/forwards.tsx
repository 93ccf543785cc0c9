'use client';

import { forwardsTo, keyAround, type ForwardedPort } from '@/lib/forwards';
import type { Net } from '@/lib/net-schema';
import type { Snapshot } from '@/lib/schema';
import { Copyable } from '../ui/copy';
import { SOCKET_STRINGS } from './inside-strings';
import styles from './inside.module.css';
import { Section } from './section';
import { useNetOfNamespace } from './use-net-facts';

interface ForwardsProps {
  readonly net: Net;
  readonly snapshot: Snapshot;
  readonly hasEnded: boolean;
}

/** Ports of the namespace round it, mostly the host's, that lead in here. Nothing is shown of a namespace that nothing leads to. */
export function Forwards({ net, snapshot, hasEnded }: ForwardsProps) {
  const around = useNetOfNamespace(keyAround(net, snapshot), hasEnded);
  if (around.net === null) return null;
  const ports = forwardsTo(snapshot, net, [around.net]);
  if (ports.length === 0) return null;
  return (
    <Section title={SOCKET_STRINGS.forwards} term="forwards" aside={ports.length}>
      <ul>
        {ports.map((port) => (
          <li key={`${port.protocol} ${port.address ?? ''} ${port.firstPort} ${port.toAddress}`} className={styles['entry']} title={port.evidence.join('\n')}>
            <Copyable text={portText(port)} what={SOCKET_STRINGS.forwards} mono />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** `tcp any address:8080 → 10.88.0.2:80`. */
function portText({ protocol, address, firstPort, lastPort, toAddress, toFirstPort, toLastPort }: ForwardedPort): string {
  return `${protocol} ${bracket(address ?? SOCKET_STRINGS.anyAddress)}:${range(firstPort, lastPort)} → ${toFirstPort === null || toLastPort === null ? SOCKET_STRINGS.portUntold : `${bracket(toAddress)}:${range(toFirstPort, toLastPort)}`}`;
}

function bracket(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function range(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}
