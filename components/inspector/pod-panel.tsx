'use client';

import { formatCount } from '@/lib/count-text';
import { indexOf, processesOf } from '@/lib/members';
import { objectId } from '@/lib/object-id';
import { containerTitle } from '@/lib/object-title';
import type { Container, Pod, Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { useSelect } from '../objects/select-context';
import { EvidenceSection } from './evidence-section';
import { Fact, FactList, TextFact } from './fact-list';
import { NamespacesSection } from './namespaces-section';
import { NetSection, NoNet } from './net-section';
import styles from './pod-panel.module.css';
import { ProcessesSection } from './processes-section';
import { Section } from './section';
import { FACT_STRINGS, NAMESPACES_STRINGS, NET_STRINGS } from './strings';
import { useNetOfPod } from './use-net-facts';

export function PodPanel({ pod, snapshot, hasEnded }: { pod: Pod; snapshot: Snapshot; hasEnded: boolean }) {
  const id = objectId('pod', pod.key);
  const net = useNetOfPod(pod.key, hasEnded);
  const containers = indexOf(snapshot).containersByPod.get(pod.key) ?? [];
  const isHosts = indexOf(snapshot).namespaceByKey.get(pod.net ?? '')?.initial ?? false;
  return (
    <>
      {pod.net === null ? <NoNet title={NET_STRINGS.noPodNet} body={NET_STRINGS.noPodNetBody} /> : <NetSection facts={net} snapshot={snapshot} isHosts={isHosts} hasEnded={hasEnded} />}
      <Section title={FACT_STRINGS.containers} aside={containers.length}>
        {containers.length === 0 ? <p>{FACT_STRINGS.noContainers}</p> : <ul>{containers.map((row) => <ContainerRow key={row.key} container={row} snapshot={snapshot} />)}</ul>}
      </Section>
      <NamespacesSection snapshot={snapshot} id={id} />
      <ProcessesSection title={FACT_STRINGS.processes} processes={processesOf(snapshot, id) ?? []} unreadable={snapshot.completeness.unreadable} />
      <Section title={FACT_STRINGS.identity} term="identity">
        <FactList>
          <TextFact name={FACT_STRINGS.fullId} text={pod.id} />
          {pod.namespace !== null && <TextFact name={FACT_STRINGS.kubernetesNamespace} text={showText(pod.namespace)} />}
          {pod.uid !== null && <TextFact name={FACT_STRINGS.podUid} text={pod.uid} />}
          <Fact name={FACT_STRINGS.runtime}>{pod.runtime}</Fact>
        </FactList>
      </Section>
      <EvidenceSection evidence={pod.evidence} />
    </>
  );
}

function ContainerRow({ container, snapshot }: { container: Container; snapshot: Snapshot }) {
  const select = useSelect();
  const members = indexOf(snapshot).processesByContainer.get(container.key)?.length ?? 0;
  return (
    <li>
      <button type="button" className={styles['container']} onClick={() => select(objectId('container', container.key))}>
        <span className={styles['title']}>{containerTitle(container)}</span>
        <span className={styles['count']}>{NAMESPACES_STRINGS.processesCount(members).replace(String(members), formatCount(members))}</span>
        <span className={styles['image']}>{container.infra ? FACT_STRINGS.infra : container.image === null ? '' : showText(container.image)}</span>
      </button>
    </li>
  );
}
