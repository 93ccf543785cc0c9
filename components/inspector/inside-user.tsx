'use client';

import { useId, useState } from 'react';
import { childrenOf } from '@/lib/lineage';
import { idInside, idOutside, isIdentity } from '@/lib/id-map';
import type { ScanUser } from '@/lib/inspect-schema';
import { indexOf } from '@/lib/members';
import type { Namespace, Snapshot } from '@/lib/schema';
import { Disclosure } from '../ui/disclosure';
import { LongList } from '../ui/long-list';
import { NamespaceLink, ProcessLink } from './object-links';
import { CapabilityLine } from './capability-line';
import { Fact, FactList } from './fact-list';
import { Gaps } from './gaps';
import { INSIDE_STRINGS } from './inside-strings';
import styles from './inside.module.css';
import { Section } from './section';

const { user: WORDS } = INSIDE_STRINGS;

interface UsersProps {
  readonly facts: ScanUser;
  readonly namespace: Namespace;
  readonly snapshot: Snapshot;
}

export function Users({ facts, namespace, snapshot }: UsersProps) {
  const { uidMap, gidMap, setgroups, members, membersLeftOut, gaps } = facts;
  const children = childrenOf(snapshot, namespace);
  const owned = snapshot.namespaces.filter(({ owner, type }) => owner === namespace.ino && type !== 'user');
  return (
    <>
      <Section title={WORDS.uids} term="idMap"><IdMap map={uidMap} /></Section>
      <Section title={WORDS.gids}>
        <IdMap map={gidMap} />
        {setgroups !== null && <FactList><Fact name={WORDS.setgroups}>{WORDS.setgroupsWords[setgroups]}</Fact></FactList>}
        <Gaps gaps={gaps} />
      </Section>
      <Disclosure title={WORDS.members} aside={members.length + membersLeftOut}>
        <p className={styles['note']}>{WORDS.root}</p>
        <LongList label={WORDS.members} rows={members} keyOf={({ pid }) => pid}>{(row) => <Member row={row} snapshot={snapshot} />}</LongList>
        {membersLeftOut > 0 && <p className={styles['note']}>{WORDS.membersLeftOut(membersLeftOut)}</p>}
      </Disclosure>
      {children.length > 0 && <NamespaceList title={WORDS.children} rows={children} />}
      {owned.length > 0 && <NamespaceList title={WORDS.owned} rows={owned} />}
    </>
  );
}

/** The map as the kernel has it, and a field each way to read it. */
function IdMap({ map }: { map: ScanUser['uidMap'] }) {
  if (map.length === 0) return <p className={styles['note']}>{WORDS.unmapped}</p>;
  if (isIdentity(map)) return <p className={styles['note']}>{WORDS.identity}</p>;
  return (
    <>
      <table className={styles['numbers']}>
        <thead><tr><th>{WORDS.inside}</th><th>{WORDS.outside}</th><th>{WORDS.count}</th></tr></thead>
        <tbody>{map.map((row) => <tr key={row.inside}><td>{row.inside}</td><td>{row.outside}</td><td>{row.count}</td></tr>)}</tbody>
      </table>
      <div className={styles['ask']}>
        <Translation label={WORDS.askInside} to={WORDS.outside} read={(id) => idOutside(map, id)} />
        <Translation label={WORDS.askOutside} to={WORDS.inside} read={(id) => idInside(map, id)} />
      </div>
    </>
  );
}

function Translation({ label, to, read }: { label: string; to: string; read: (id: number) => number | null }) {
  const [asked, setAsked] = useState('');
  const field = useId();
  const isNumber = /^\d{1,10}$/.test(asked);
  const found = isNumber ? read(Number(asked)) : null;
  return (
    <div className={styles['translation']}>
      <label htmlFor={field}>{label}</label>
      <input id={field} inputMode="numeric" size={8} value={asked} placeholder="1000" onChange={(event) => setAsked(event.target.value.trim())} />
      <output htmlFor={field}>{isNumber && (found === null ? WORDS.notMapped : <>{to} <code>{found}</code></>)}</output>
    </div>
  );
}

function Member({ row, snapshot }: { row: ScanUser['members'][number]; snapshot: Snapshot }) {
  const process = indexOf(snapshot).processByPid.get(row.pid);
  return (
    <div className={styles['row']}>
      <span className={styles['cut']}>{process === undefined ? row.pid : <ProcessLink process={process} />}</span>
      <span className={styles['aside']}><CapabilityLine set={row.effective} /></span>
    </div>
  );
}

export function NamespaceList({ title, rows }: { title: string; rows: readonly Namespace[] }) {
  return (
    <Disclosure title={title} aside={rows.length}>
      <LongList label={title} rows={rows} keyOf={({ key }) => key}>{(row) => <div className={styles['row']}><NamespaceLink namespace={row} /></div>}</LongList>
    </Disclosure>
  );
}
