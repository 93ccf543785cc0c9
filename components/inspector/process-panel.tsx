'use client';

import { isOver } from '@/lib/first-process';
import { indexOf } from '@/lib/members';
import { shellQuote } from '@/lib/nsenter';
import { objectId } from '@/lib/object-id';
import { containerTitle } from '@/lib/object-title';
import type { Process, Snapshot } from '@/lib/schema';
import { startOf } from '@/lib/start-of';
import { showText } from '@/lib/text';
import { insidePid } from '../objects/naming';
import { ObjectLink } from '../objects/object-link';
import { Age } from '../ui/age';
import { Copyable, CopyButton } from '../ui/copy';
import { Disclosure } from '../ui/disclosure';
import { formatTime } from '../ui/format';
import { Notice } from '../ui/notice';
import { NamespaceLink, ProcessLink } from './object-links';
import { Fact, FactList, TextFact } from './fact-list';
import { NamespacesSection } from './namespaces-section';
import { NetOf } from './net-of';
import { ProcessFacts } from './process-facts';
import styles from './process-panel.module.css';
import { Section } from './section';
import { FACT_STRINGS, STATE_WORDS } from './strings';

interface ProcessPanelProps {
  readonly process: Process;
  readonly snapshot: Snapshot;
  readonly hasEnded: boolean;
}

export function ProcessPanel({ process, snapshot, hasEnded }: ProcessPanelProps) {
  const net = process.namespaces.net === undefined ? null : (indexOf(snapshot).namespaceByIno.get(process.namespaces.net) ?? null);
  const hasLeft = isOver(process) || process.kernelThread;
  return (
    <>
      {hasLeft && <Section><Notice title={isOver(process) ? FACT_STRINGS.zombie : FACT_STRINGS.kernelThread} /></Section>}
      {!hasLeft && <NetOf namespace={net} snapshot={snapshot} hasEnded={hasEnded} />}
      <Section title={FACT_STRINGS.identity} term="identity"><Facts process={process} snapshot={snapshot} /></Section>
      <CommandLine process={process} />
      <NamespacesSection snapshot={snapshot} id={objectId('process', process.key)} hasLeft={isOver(process)} />
      {isOver(process) ? <Cgroups process={process} /> : <ProcessFacts process={process} snapshot={snapshot} hasEnded={hasEnded} />}
      <Unread process={process} />
    </>
  );
}

function Facts({ process, snapshot }: Omit<ProcessPanelProps, 'hasEnded'>) {
  const { processByPid, containerByKey } = indexOf(snapshot);
  const parent = processByPid.get(process.ppid);
  const container = containerByKey.get(process.container ?? '');
  const watched = containerByKey.get(process.monitorOf ?? '');
  const started = startOf(process, snapshot);
  return (
    <FactList>
      <TextFact name={FACT_STRINGS.pid} text={String(process.pid)} />
      {insidePid(process) !== null && <TextFact name={FACT_STRINGS.pidInside} text={String(insidePid(process))} />}
      {process.nspid.length > 2 && <TextFact name={FACT_STRINGS.pidLevels} text={process.nspid.join(' ')} />}
      <Fact name={FACT_STRINGS.ppid}>{parent === undefined ? process.ppid : <ProcessLink process={parent} />}</Fact>
      <Fact name={FACT_STRINGS.started}>{formatTime(started)} <span className={styles['aside']}>(<Age since={started} />)</span></Fact>
      <Fact name={FACT_STRINGS.state}>{STATE_WORDS[process.state] ?? process.state} <span className={styles['aside']}>({process.state})</span></Fact>
      <Fact name={FACT_STRINGS.threads}>{process.threads}</Fact>
      <TextFact name={FACT_STRINGS.uid} text={String(process.uid)} />
      <ForChildren process={process} snapshot={snapshot} />
      {container !== undefined && <Fact name={FACT_STRINGS.container}><ObjectLink id={objectId('container', container.key)}>{containerTitle(container)}</ObjectLink></Fact>}
      {process.started === true && <Fact name={FACT_STRINGS.startedBy}>{FACT_STRINGS.startedHere}</Fact>}
      {watched !== undefined && <Fact name={FACT_STRINGS.monitorOf}><ObjectLink id={objectId('container', watched.key)}>{containerTitle(watched)}</ObjectLink></Fact>}
    </FactList>
  );
}

/** Where its next children will be born, when that is elsewhere: after unshare(2) or setns(2). */
function ForChildren({ process, snapshot }: Omit<ProcessPanelProps, 'hasEnded'>) {
  return (['pid', 'time'] as const).map((type) => {
    const ino = process.forChildren[type];
    if (ino === undefined || ino === process.namespaces[type]) return null;
    const namespace = indexOf(snapshot).namespaceByIno.get(ino);
    return <Fact key={type} name={FACT_STRINGS.forChildren[type]}>{namespace === undefined ? <code>{ino}</code> : <NamespaceLink namespace={namespace} />}</Fact>;
  });
}

function CommandLine({ process }: { process: Process }) {
  if (process.argv.length === 0) return null;
  return (
    <Section title={FACT_STRINGS.command} aside={<CopyButton text={process.argv.map(shellQuote).join(' ')} what={FACT_STRINGS.commandLine} />}>
      <ol className={styles['argv']}>
        {process.argv.map((word, place) => <li key={place}><code>{showText(word)}</code></li>)}
      </ol>
      {process.argvCut === true && <p className={styles['aside']}>{FACT_STRINGS.commandCut}</p>}
    </Section>
  );
}

function Cgroups({ process }: { process: Process }) {
  if (process.cgroup.length === 0) return null;
  return (
    <Disclosure title={FACT_STRINGS.cgroup} aside={process.cgroup.length}>
      <ul className={styles['lines']}>{process.cgroup.map((line, place) => <li key={place}><Copyable text={showText(line)} what={FACT_STRINGS.cgroup} mono /></li>)}</ul>
    </Disclosure>
  );
}

function Unread({ process }: { process: Process }) {
  if (process.unread === undefined || process.unread.length === 0) return null;
  return (
    <Disclosure title={FACT_STRINGS.unread} aside={process.unread.length} open>
      <ul className={styles['lines']}>{process.unread.map(({ what, errno }) => <li key={what}><code>{FACT_STRINGS.unreadItem(what, errno)}</code></li>)}</ul>
    </Disclosure>
  );
}
