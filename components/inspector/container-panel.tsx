'use client';

import { indexOf, processesOf } from '@/lib/members';
import { objectId } from '@/lib/object-id';
import type { Container, Snapshot } from '@/lib/schema';
import { sharedWith } from '@/lib/sharing';
import { showText } from '@/lib/text';
import { podTitle } from '../objects/naming';
import { ObjectLink } from '../objects/object-link';
import { EvidenceSection } from './evidence-section';
import { Fact, FactList, TextFact } from './fact-list';
import { NamespacesSection } from './namespaces-section';
import { NetOf } from './net-of';
import { ProcessesSection } from './processes-section';
import { Section } from './section';
import { FACT_STRINGS, INSPECTOR_STRINGS } from './strings';

export function ContainerPanel({ container, snapshot, hasEnded }: { container: Container; snapshot: Snapshot; hasEnded: boolean }) {
  const id = objectId('container', container.key);
  const net = sharedWith(snapshot, id)?.find(({ type }) => type === 'net')?.namespace ?? null;
  const pod = container.pod === null ? undefined : indexOf(snapshot).podByKey.get(container.pod);
  return (
    <>
      <NetOf namespace={net} snapshot={snapshot} hasEnded={hasEnded} />
      <Section title={FACT_STRINGS.identity}>
        <FactList>
          {container.image === null ? <Fact name={FACT_STRINGS.image}>{INSPECTOR_STRINGS.unknown}</Fact> : <TextFact name={FACT_STRINGS.image} text={showText(container.image)} />}
          {pod !== undefined && <Fact name={FACT_STRINGS.pod}><ObjectLink id={objectId('pod', pod.key)}>{podTitle(pod)}</ObjectLink></Fact>}
          <TextFact name={FACT_STRINGS.fullId} text={container.id} />
          <Fact name={FACT_STRINGS.runtime}>{container.runtime}{container.infra && `, ${FACT_STRINGS.infra}`}</Fact>
        </FactList>
      </Section>
      <NamespacesSection snapshot={snapshot} id={id} />
      <ProcessesSection title={FACT_STRINGS.processes} processes={processesOf(snapshot, id) ?? []} unreadable={snapshot.completeness.unreadable} />
      <EvidenceSection evidence={container.evidence} />
    </>
  );
}
