'use client';

import { homeNet } from '@/lib/graph-islands';
import { graphWords } from '@/lib/graph-strings';
import { netPath } from '@/lib/net-path';
import type { Net } from '@/lib/net-schema';
import { pathWords } from '@/lib/net-words';
import type { Snapshot } from '@/lib/schema';
import { PAGE_LANGUAGE } from '../language/bilingual';
import { useTopology } from '../use-topology';
import styles from './net-section.module.css';
import { Section } from './section';
import { NET_STRINGS } from './strings';

/** `out by eth0 → veth12 → podman0 → ens3`: over which interfaces, namespace by namespace, it is wired to the outside. */
export function WayOut({ net, snapshot }: { net: Net; snapshot: Snapshot }) {
  const { topology, error } = useTopology(snapshot, 'watched');
  const path = topology === null ? null : netPath(topology, net.ino, homeNet(snapshot));
  if (path === null && error === undefined) return null;
  return (
    <Section title={NET_STRINGS.wayOut} term="wayOut">
      <p className={styles['way']}>{path === null ? NET_STRINGS.noWayKnown(error?.answer.message ?? '') : pathWords(path, graphWords(PAGE_LANGUAGE).net)}</p>
    </Section>
  );
}
