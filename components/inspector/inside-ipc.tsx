import type { ReactNode } from 'react';
import { formatBytes } from '@/lib/amount-text';
import type { ScanIpc } from '@/lib/inspect-schema';
import { indexOf } from '@/lib/members';
import type { Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { ProcessLink } from './object-links';
import { Gaps } from './gaps';
import { INSIDE_STRINGS } from './inside-strings';
import styles from './inside.module.css';
import { Section } from './section';

const { ipc: WORDS } = INSIDE_STRINGS;

export function IpcObjects({ facts, snapshot }: { facts: ScanIpc; snapshot: Snapshot }) {
  const { sharedMemory, semaphores, messageQueues, posixQueues } = facts;
  const isEmpty = sharedMemory.length + semaphores.length + messageQueues.length + (posixQueues?.length ?? 0) === 0;
  return (
    <>
      {isEmpty && <Section title={WORDS.shm}><p className={styles['note']}>{WORDS.empty}</p></Section>}
      <Kind title={WORDS.shm} rows={sharedMemory}>{(row) => <SharedMemory row={row} snapshot={snapshot} />}</Kind>
      <Kind title={WORDS.sem} rows={semaphores}>{(row) => <Entry row={row}>{WORDS.semaphores(row.count)}</Entry>}</Kind>
      <Kind title={WORDS.msg} rows={messageQueues}>{(row) => <Entry row={row}>{WORDS.messages(row.messages)}, {formatBytes(Number(row.bytes))}</Entry>}</Kind>
      <Kind title={WORDS.posix} rows={posixQueues ?? []}>{(row) => <div className={styles['entry']}><span className={styles['mono']}>/{showText(row.name)}</span><span>{row.bytes === null ? WORDS.bytesUnknown : formatBytes(Number(row.bytes))}, {WORDS.owner(row.uid, octal(row.mode))}</span></div>}</Kind>
      <Section>
        {posixQueues === null && <p className={styles['note']}>{WORDS.posix}: {WORDS.posixUnknown}</p>}
        <p className={styles['note']}>{WORDS.devShm}</p>
        <Gaps gaps={facts.gaps} leftOut={facts.leftOut} />
      </Section>
    </>
  );
}

function Kind<T>({ title, rows, children }: { title: string; rows: readonly T[]; children: (row: T) => ReactNode }) {
  if (rows.length === 0) return null;
  return <Section title={title} aside={rows.length}><ul>{rows.map((row, place) => <li key={place}>{children(row)}</li>)}</ul></Section>;
}

interface SysvRow {
  readonly key: number;
  readonly id: number;
  readonly uid: number;
  readonly mode: number;
}

function Entry({ row: { key, id, uid, mode }, children }: { row: SysvRow; children: ReactNode }) {
  return (
    <div className={styles['entry']}>
      <span className={styles['mono']}>{hexadecimal(key)} ({WORDS.id} {id})</span>
      <span>{children}, {WORDS.owner(uid, octal(mode))}</span>
    </div>
  );
}

function SharedMemory({ row, snapshot }: { row: ScanIpc['sharedMemory'][number]; snapshot: Snapshot }) {
  return (
    <Entry row={row}>
      {formatBytes(Number(row.bytes))}, {WORDS.attached(row.attached)}
      {row.attachedBy.length > 0 && <> {WORDS.by} <Pids pids={row.attachedBy} snapshot={snapshot} /></>}
      {row.creatorPid > 0 && <>, {WORDS.createdBy} <Pids pids={[row.creatorPid]} snapshot={snapshot} /></>}
      {row.removed && <>, {WORDS.removed}</>}
    </Entry>
  );
}

/** A pid whose process is gone is a number. */
function Pids({ pids, snapshot }: { pids: readonly number[]; snapshot: Snapshot }) {
  return pids.map((pid, place) => {
    const process = indexOf(snapshot).processByPid.get(pid);
    return <span key={pid}>{place > 0 && ', '}{process === undefined ? pid : <ProcessLink process={process} />}</span>;
  });
}

/** Keys as ipcs(1) prints them. */
function hexadecimal(key: number): string {
  return `0x${(key >>> 0).toString(16).padStart(8, '0')}`;
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, '0');
}
