'use client';

import { formatBytes } from '@/lib/amount-text';
import { formatCount } from '@/lib/count-text';
import type { HostFacts } from '@/lib/door-schema';
import { processesOf } from '@/lib/members';
import { objectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { useHostFacts, useSession } from '../fetch-json';
import { Told } from '../language/told';
import { formatDuration, formatTime } from '../ui/format';
import { Fact, FactList, TextFact } from './fact-list';
import { FailureNotice } from '../failure-notice';
import { UI_STRINGS } from '../ui/strings';
import { NetOf } from './net-of';
import { ProcessesSection } from './processes-section';
import { Section } from './section';
import { FACT_STRINGS, HOST_STRINGS, LOOK_WORDS } from './strings';

export function HostPanel({ snapshot }: { snapshot: Snapshot }) {
  const net = snapshot.namespaces.find(({ type, initial }) => type === 'net' && initial) ?? null;
  const processes = processesOf(snapshot, objectId('host', '')) ?? [];
  return (
    <>
      <NetOf namespace={net} snapshot={snapshot} hasEnded={false} isGuest={false} />
      <Section title={FACT_STRINGS.identity} term="identity"><Machine snapshot={snapshot} /></Section>
      <Section title={HOST_STRINGS.observer} term="observer"><Observer snapshot={snapshot} /></Section>
      <ProcessesSection title={FACT_STRINGS.processes} processes={processes.filter(({ kernelThread }) => !kernelThread)} unreadable={snapshot.completeness.unreadable} />
    </>
  );
}

function Machine({ snapshot: { host } }: { snapshot: Snapshot }) {
  const { data, error, mutate } = useHostFacts();
  return (
    <>
      <FactList>
        <TextFact name={HOST_STRINGS.kernel} text={host.kernel} />
        <Fact name={HOST_STRINGS.machine}>{host.machine}</Fact>
        <Fact name={HOST_STRINGS.booted}>{formatTime(host.bootTime * 1000)}</Fact>
        {data !== undefined && <Facts facts={data} />}
        <TextFact name={HOST_STRINGS.bootId} text={host.bootId} />
      </FactList>
      {error !== undefined && data === undefined && <FailureNotice title={HOST_STRINGS.failed} answer={error.answer} onRetry={() => void mutate()} />}
    </>
  );
}

function Facts({ facts }: { facts: HostFacts }) {
  return (
    <>
      <Fact name={HOST_STRINGS.os}>{facts.os}</Fact>
      <Fact name={HOST_STRINGS.cpu}>{facts.cores} × {facts.cpu}</Fact>
      <Fact name={HOST_STRINGS.memory}>{HOST_STRINGS.memoryUsed(formatBytes(facts.memoryUsed), formatBytes(facts.memoryTotal))}</Fact>
      <Fact name={HOST_STRINGS.load} hint={HOST_STRINGS.loadHint}>{facts.load.toFixed(2)}</Fact>
      <Fact name={HOST_STRINGS.uptime}>{formatDuration(facts.uptime)}</Fact>
      {facts.virtualization !== null && <Fact name={HOST_STRINGS.virtualization}>{facts.virtualization}</Fact>}
    </>
  );
}

function Observer({ snapshot }: { snapshot: Snapshot }) {
  const { observer, completeness, processes } = snapshot;
  const { data } = useSession();
  const kernelThreads = processes.filter(({ kernelThread }) => kernelThread).length;
  return (
    <FactList>
      <Fact name={HOST_STRINGS.readable}>{HOST_STRINGS.ofProcesses(completeness.processes - completeness.unreadable, completeness.processes)}</Fact>
      {completeness.ended > 0 && <Fact name={HOST_STRINGS.ended} hint={HOST_STRINGS.endedHint}>{formatCount(completeness.ended)}</Fact>}
      <Fact name={HOST_STRINGS.tier}>{HOST_STRINGS.tiers[completeness.tier]}</Fact>
      <TextFact name={HOST_STRINGS.observerUid} text={String(observer.uid)} />
      <TextFact name={HOST_STRINGS.capabilities} text={observer.capabilities} />
      {completeness.gaps.map(({ what, why, count }) => <Fact key={what} name={HOST_STRINGS.missing}><Told text={what} />{count !== undefined && ` (${formatCount(count)})`}{UI_STRINGS.colon}<Told text={why} /></Fact>)}
      {(completeness.looks ?? []).flatMap(({ what, missed }) => missed.map(({ why, count }) => <Fact key={`${what} ${why}`} name={HOST_STRINGS.missing}>{LOOK_WORDS[what]} ({formatCount(count)}){UI_STRINGS.colon}<Told text={why} /></Fact>))}
      <Fact name={FACT_STRINGS.processes}>{HOST_STRINGS.kernelThreads(kernelThreads)}</Fact>
      {data !== undefined && <Fact name={HOST_STRINGS.version}>{data.version}</Fact>}
    </FactList>
  );
}
