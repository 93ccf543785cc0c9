'use client';

import { firstProcess } from '@/lib/first-process';
import { indexOf, processesOf } from '@/lib/members';
import { objectId } from '@/lib/object-id';
import { containerTitle, podTitle } from '@/lib/object-title';
import type { Container, Snapshot } from '@/lib/schema';
import { sharedWith } from '@/lib/sharing';
import { startOf } from '@/lib/start-of';
import { showText } from '@/lib/text';
import { ObjectLink } from '../objects/object-link';
import { MadeHere } from '../sandbox/made-here';
import { Age } from '../ui/age';
import { Disclosure } from '../ui/disclosure';
import { formatTime } from '../ui/format';
import { AskedFacts } from './asked-facts';
import { EvidenceSection } from './evidence-section';
import { Fact, FactList, TextFact } from './fact-list';
import { INSIDE_STRINGS } from './inside-strings';
import { NamespacesSection } from './namespaces-section';
import { NetOf } from './net-of';
import { ProcessesSection } from './processes-section';
import { Section } from './section';
import { FACT_STRINGS, INSPECTOR_STRINGS } from './strings';
import { Usage } from './usage';
import { useContainer } from './use-facts';

interface ContainerPanelProps {
  readonly container: Container;
  readonly snapshot: Snapshot;
  readonly hasEnded: boolean;
}

export function ContainerPanel({ container, snapshot, hasEnded }: ContainerPanelProps) {
  const id = objectId('container', container.key);
  const net = sharedWith(snapshot, id)?.find(({ type }) => type === 'net')?.namespace ?? null;
  return (
    <>
      <MadeHere snapshot={snapshot} id={id} />
      <NetOf namespace={net} snapshot={snapshot} hasEnded={hasEnded} />
      <Section title={FACT_STRINGS.identity} term="identity"><Facts container={container} snapshot={snapshot} /></Section>
      <NamespacesSection snapshot={snapshot} id={id} />
      <ProcessesSection title={FACT_STRINGS.processes} processes={processesOf(snapshot, id) ?? []} unreadable={snapshot.completeness.unreadable} />
      <AskedFacts asked={useContainer(container.key, hasEnded)} title={INSIDE_STRINGS.cgroup.usage} hasEnded={hasEnded}>{({ cgroups }) => <Usage groups={cgroups} />}</AskedFacts>
      <Named title={FACT_STRINGS.labels} rows={container.labels} />
      <Named title={FACT_STRINGS.annotations} rows={container.annotations} />
      <EvidenceSection evidence={container.evidence} />
    </>
  );
}

function Facts({ container, snapshot }: Omit<ContainerPanelProps, 'hasEnded'>) {
  const { podByKey, containerByKey } = indexOf(snapshot);
  const pod = podByKey.get(container.pod ?? '');
  const outer = containerByKey.get(container.outer ?? '');
  const first = firstProcess(processesOf(snapshot, objectId('container', container.key)) ?? []);
  return (
    <FactList>
      {container.image === null ? <Fact name={FACT_STRINGS.image}>{INSPECTOR_STRINGS.unknown}</Fact> : <TextFact name={FACT_STRINGS.image} text={showText(container.image)} />}
      <Fact name={FACT_STRINGS.state}>{FACT_STRINGS.containerState[container.state]}</Fact>
      {first !== null && <Fact name={FACT_STRINGS.started}>{formatTime(startOf(first, snapshot))} (<Age since={startOf(first, snapshot)} />)</Fact>}
      {pod !== undefined && <Fact name={FACT_STRINGS.pod}><ObjectLink id={objectId('pod', pod.key)}>{podTitle(pod)}</ObjectLink></Fact>}
      {outer !== undefined && <Fact name={FACT_STRINGS.outer}><ObjectLink id={objectId('container', outer.key)}>{containerTitle(outer)}</ObjectLink></Fact>}
      <TextFact name={FACT_STRINGS.fullId} text={container.id} />
      <Fact name={FACT_STRINGS.runtime}>{container.runtime}{container.infra && `, ${FACT_STRINGS.infra}`}</Fact>
    </FactList>
  );
}

function Named({ title, rows }: { title: string; rows: Container['labels'] }) {
  if (rows.length === 0) return null;
  return (
    <Disclosure title={title} aside={rows.length}>
      <FactList>{rows.map(({ name, value }, place) => <TextFact key={place} name={showText(name)} text={showText(value)} />)}</FactList>
    </Disclosure>
  );
}
