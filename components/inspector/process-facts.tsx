'use client';

import type { ReactNode } from 'react';
import { formatBytes } from '@/lib/amount-text';
import { formatCount } from '@/lib/count-text';
import type { ScanProcessFacts } from '@/lib/inspect-schema';
import { indexOf } from '@/lib/members';
import type { Process, Snapshot } from '@/lib/schema';
import { showText, type Text } from '@/lib/text';
import { Disclosure } from '../ui/disclosure';
import { formatDuration } from '../ui/format';
import { NamespaceLink } from './object-links';
import { AskedFacts } from './asked-facts';
import { CapabilityLine } from './capability-line';
import { Fact, FactList, TextFact } from './fact-list';
import { INSIDE_STRINGS } from './inside-strings';
import styles from './inside.module.css';
import { Section } from './section';
import { useProcess } from './use-facts';
import { Usage } from './usage';

const { process: WORDS, capabilities: SETS } = INSIDE_STRINGS;

/** What it may, what it uses, what it holds: read when it is looked at. */
export function ProcessFacts({ process, snapshot, hasEnded }: { process: Process; snapshot: Snapshot; hasEnded: boolean }) {
  return (
    <AskedFacts asked={useProcess(process.key, hasEnded)} title={WORDS.rights} hasEnded={hasEnded}>
      {(facts) => (
        <>
          <Rights facts={facts} />
          <Resources facts={facts} snapshot={snapshot} />
          <Holds facts={facts} snapshot={snapshot} />
          <Usage groups={facts.cgroups} />
          <Limits limits={facts.limits} />
        </>
      )}
    </AskedFacts>
  );
}

function Rights({ facts }: { facts: ScanProcessFacts }) {
  const { uids, gids, groups, capabilities, seccomp, seccompFilters } = facts;
  return (
    <Section title={WORDS.rights} term="rights">
      <FactList>
        <Fact name={WORDS.uids} hint={WORDS.idsHint}>{idWords(uids)}</Fact>
        <Fact name={WORDS.gids} hint={WORDS.idsHint}>{idWords(gids)}</Fact>
        <Fact name={WORDS.groups}>{groups.length === 0 ? INSIDE_STRINGS.none : groups.join(' ')}</Fact>
        {(['effective', 'permitted', 'inheritable', 'bounding', 'ambient'] as const).map((set) => <Fact key={set} name={SETS.sets[set]} hint="capabilities(7)"><CapabilityLine set={capabilities[set]} /></Fact>)}
        <Fact name={WORDS.noNewPrivileges}>{facts.noNewPrivileges ? WORDS.noNewPrivilegesSet : WORDS.notSet}</Fact>
        {seccomp !== null && <Fact name={WORDS.seccomp}>{WORDS.seccompWords[seccomp]}{seccompFilters !== null && seccompFilters > 0 && `, ${WORDS.seccompFilters(seccompFilters)}`}</Fact>}
        <MaybeText name={WORDS.label} text={facts.lsmLabel} otherwise={WORDS.noLabel} />
      </FactList>
    </Section>
  );
}

/** Mostly all four are the same. */
function idWords(ids: readonly number[]): string {
  const [first = 0] = ids;
  return ids.every((id) => id === first) ? WORDS.idsSame(first) : WORDS.idsAll(ids);
}

function MaybeText({ name, text, otherwise }: { name: string; text: Text | null; otherwise?: string }): ReactNode {
  if (text !== null) return <TextFact name={name} text={showText(text)} />;
  return otherwise === undefined ? null : <Fact name={name}>{otherwise}</Fact>;
}

function Resources({ facts, snapshot }: { facts: ScanProcessFacts; snapshot: Snapshot }) {
  const { memory, cpu, contextSwitches, oomScoreAdjust, nice, umask } = facts;
  const seconds = (ticks: number) => formatDuration(ticks / snapshot.host.ticksPerSecond);
  return (
    <Section title={WORDS.usage}>
      <FactList>
        {memory !== null && <Fact name={WORDS.memory}>{memoryWords(memory)}</Fact>}
        <Fact name={WORDS.cpu}>{WORDS.cpuSplit(seconds(cpu.userTicks), seconds(cpu.systemTicks))}</Fact>
        {contextSwitches !== null && <Fact name={WORDS.switches}>{WORDS.switchesSplit(formatCount(contextSwitches.voluntary), formatCount(contextSwitches.involuntary))}</Fact>}
        <Fact name={WORDS.nice}>{nice}</Fact>
        {oomScoreAdjust !== null && <Fact name={WORDS.oom}>{oomScoreAdjust}</Fact>}
        <MaybeText name={WORDS.exe} text={facts.exe} />
        <MaybeText name={WORDS.cwd} text={facts.cwd} />
        <MaybeText name={WORDS.root} text={facts.root} />
        {umask !== null && <Fact name={WORDS.umask}>{umask.toString(8).padStart(4, '0')}</Fact>}
        {facts.descriptors !== null && <Fact name={WORDS.descriptors}>{WORDS.open(facts.descriptors)}</Fact>}
        {facts.unread.map(({ what, errno }) => <Fact key={what} name={INSIDE_STRINGS.gaps}><code>{what}: {errno}</code></Fact>)}
      </FactList>
    </Section>
  );
}

function memoryWords({ residentBytes, peakResidentBytes, swappedBytes, virtualBytes }: NonNullable<ScanProcessFacts['memory']>): string {
  const show = (bytes: string) => formatBytes(Number(bytes));
  return [WORDS.resident(show(residentBytes)), WORDS.peak(show(peakResidentBytes)), ...(swappedBytes === '0' ? [] : [WORDS.swapped(show(swappedBytes))]), WORDS.virtual(show(virtualBytes))].join(', ');
}

/** A namespace lives as long as anybody holds such a descriptor. */
function Holds({ facts: { namespaceDescriptors }, snapshot }: { facts: ScanProcessFacts; snapshot: Snapshot }) {
  if (namespaceDescriptors.length === 0) return null;
  return (
    <Section title={WORDS.holds} aside={namespaceDescriptors.length}>
      <ul>
        {namespaceDescriptors.map(({ fd, type, ino }) => {
          const namespace = indexOf(snapshot).namespaceByIno.get(ino);
          return <li key={fd} className={styles['row']}>{WORDS.fd(fd)} {namespace === undefined ? <code>{type} {ino}</code> : <NamespaceLink namespace={namespace} />}</li>;
        })}
      </ul>
    </Section>
  );
}

function Limits({ limits }: { limits: ScanProcessFacts['limits'] }) {
  return (
    <Disclosure title={WORDS.limits} aside={limits.length}>
      <table className={styles['numbers']}>
        <thead><tr><th>{WORDS.limits}</th><th>{WORDS.soft}</th><th>{WORDS.hard}</th></tr></thead>
        <tbody>{limits.map(({ name, soft, hard, unit }) => <tr key={name}><td>{name}{unit !== '' && ` (${unit})`}</td><td>{soft ?? WORDS.unlimited}</td><td>{hard ?? WORDS.unlimited}</td></tr>)}</tbody>
      </table>
    </Disclosure>
  );
}
