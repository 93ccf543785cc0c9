'use client';

import { runsOf, type AuditedRun } from '@/lib/audit';
import type { AuditAnswer, AuditRecord } from '@/lib/rights-schema';
import { showText } from '@/lib/text';
import { FailureNotice } from '../failure-notice';
import { useAudit } from '../fetch-json';
import { Age } from '../ui/age';
import { Disclosure } from '../ui/disclosure';
import { Notice } from '../ui/notice';
import { UI_STRINGS } from '../ui/strings';
import styles from './audit-list.module.css';
import { AUDIT_STRINGS } from './strings';

/** Who did what with the right to run commands, as the helper wrote it down. Nothing of it can be changed from here. */
export function AuditFold() {
  return <Disclosure title={AUDIT_STRINGS.title}><AuditList /></Disclosure>;
}

function AuditList() {
  const { data, error, mutate } = useAudit();
  if (error !== undefined) return <FailureNotice title={AUDIT_STRINGS.failed} answer={error.answer} onRetry={() => void mutate()} />;
  if (data === undefined) return null;
  const runs = runsOf(data.records);
  return (
    <div className={styles['audit']}>
      <Where answer={data} />
      {data.unreadable > 0 && <Notice tone="caution" title={AUDIT_STRINGS.unreadable(data.unreadable)} />}
      {runs.length === 0 && data.file !== null && <p className={styles['none']}>{AUDIT_STRINGS.none}</p>}
      {runs.length > 0 && <ol className={styles['list']} aria-label={AUDIT_STRINGS.list}>{runs.map((run) => <Row key={run.run} run={run} />)}</ol>}
    </div>
  );
}

function Where({ answer: { file, journal } }: { answer: AuditAnswer }) {
  if (file === null) return <p className={styles['where']}>{AUDIT_STRINGS.nowhere}</p>;
  return <p className={styles['where']}>{AUDIT_STRINGS.keptIn} <code>{showText(file)}</code>{journal && ` ${AUDIT_STRINGS.journalToo}`}{UI_STRINGS.stop}</p>;
}

function Row({ run: { begins, end, leftBehind } }: { run: AuditedRun }) {
  const tone = end === null ? 'open' : end.event === 'refused' ? 'bad' : 'good';
  return (
    <li className={styles['row']} data-tone={tone}>
      <p className={styles['command']}>
        <code title={begins.argvCut ? AUDIT_STRINGS.cut : undefined}>{commandOf(begins)}{begins.argvCut && ' …'}</code>
        <span className={styles['end']}>{endOf(end)}</span>
      </p>
      <p className={styles['facts']}>
        <Age since={begins.at} />
        {factsOf(begins, end).map((fact) => <span key={fact}>{fact}</span>)}
        {leftBehind && <span className={styles['bad']}>{AUDIT_STRINGS.leftBehind}</span>}
      </p>
      {end?.event === 'refused' && end.message !== null && <p className={styles['why']}>{showText(end.message)}</p>}
    </li>
  );
}

function commandOf({ argv, verb }: AuditRecord): string {
  if (verb === 'authenticate') return AUDIT_STRINGS.stepUp;
  return argv.length === 0 && verb === 'create' ? AUDIT_STRINGS.holder : argv.map(showText).join(' ');
}

function endOf(end: AuditRecord | null): string {
  if (end === null) return AUDIT_STRINGS.goesOn;
  if (end.event === 'refused') return AUDIT_STRINGS.refused;
  if (end.event === 'granted') return AUDIT_STRINGS.granted;
  if (end.event === 'given-back') return AUDIT_STRINGS.givenBack;
  return end.signal ?? (end.code === null ? '' : AUDIT_STRINGS.exit(end.code));
}

function factsOf(record: AuditRecord, end: AuditRecord | null): string[] {
  const { user, viewer, peer, target, namespaces, made, sandbox, as, isTerminal, verb } = record;
  const facts = [
    viewer === null ? null : showText(viewer),
    user === null ? null : AUDIT_STRINGS.user(user),
    peer === null ? null : AUDIT_STRINGS.peer(peer.uid),
    target === null ? null : AUDIT_STRINGS.target(target.pid),
    sandbox === null ? null : verb === 'remove' ? AUDIT_STRINGS.removes(sandbox) : AUDIT_STRINGS.made(sandbox),
    [...namespaces.map(({ type }) => type), ...made].join(', '),
    as === '' ? null : AUDIT_STRINGS.as(as),
    isTerminal ? AUDIT_STRINGS.terminal : null,
    typeof end?.bytesOut === 'number' ? AUDIT_STRINGS.bytes(end.bytesIn ?? 0, end.bytesOut) : null,
  ];
  return facts.filter((fact): fact is string => fact !== null && fact !== '');
}
