'use client';

import { compare, type ComparedType, type Comparison, type Meaning } from '@/lib/compare';
import { indexOf } from '@/lib/members';
import type { ScanMnt } from '@/lib/inspect-schema';
import { mountAt, mountTree } from '@/lib/mounts';
import { objectId, type ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { useInside } from '../inspector/use-facts';
import { nameObject } from '../objects/naming';
import { ObjectLink } from '../objects/object-link';
import { TypeWord } from '../objects/type-sign';
import { Button } from '../ui/button';
import styles from './compare-panel.module.css';
import { COMPARE_STRINGS, MEANING_STRINGS, upperFirst } from './strings';

interface ComparePanelProps {
  readonly snapshot: Snapshot;
  readonly left: ObjectId;
  /** Null, or the same as left: nothing chosen yet. */
  readonly right: ObjectId | null;
  readonly onEnd: () => void;
}

/** Two objects side by side: what they share of the eight, and what that means. */
export function ComparePanel({ snapshot, left, right, onEnd }: ComparePanelProps) {
  const chosen = right === left ? null : right;
  return (
    <section className={styles['panel']} aria-label={COMPARE_STRINGS.title}>
      <header className={styles['head']}>
        <h2>{COMPARE_STRINGS.title}</h2>
        <Button look="quiet" icon="close" aria-label={COMPARE_STRINGS.end} onClick={onEnd} />
      </header>
      <div className={styles['pair']}>
        <Side id={left} snapshot={snapshot} />
        {chosen === null ? <p className={styles['choose']}>{COMPARE_STRINGS.choose}</p> : <Side id={chosen} snapshot={snapshot} />}
      </div>
      {chosen !== null && <Result snapshot={snapshot} left={left} right={chosen} />}
    </section>
  );
}

function Side({ id, snapshot }: { id: ObjectId; snapshot: Snapshot }) {
  const name = nameObject(snapshot, id);
  return (
    <div className={styles['side']}>
      <ObjectLink id={id}>{name?.title ?? id}</ObjectLink>
      <span>{name?.sort}</span>
    </div>
  );
}

interface ResultProps {
  readonly snapshot: Snapshot;
  readonly left: ObjectId;
  readonly right: ObjectId;
}

function Result({ snapshot, left, right }: ResultProps) {
  const found = compare(snapshot, left, right);
  if (found === null) return <p className={styles['choose']} role="status">{COMPARE_STRINGS.gone}</p>;
  const titleOf = (id: ObjectId) => nameObject(snapshot, id)?.title ?? id;
  return (
    <>
      <h3>{COMPARE_STRINGS.types}</h3>
      <ul className={styles['types']}>
        {found.types.map((row) => <TypeRow key={row.type} row={row} snapshot={snapshot} />)}
      </ul>
      <h3>{COMPARE_STRINGS.meaning}</h3>
      <ul className={styles['meanings']}>
        {found.meanings.map((meaning, place) => <li key={place}>{sentence(meaning, titleOf(left), titleOf(right))}</li>)}
        <DevShm snapshot={snapshot} found={found} />
      </ul>
    </>
  );
}

function TypeRow({ row, snapshot }: { row: ComparedType; snapshot: Snapshot }) {
  return (
    <li className={styles['type']}>
      <TypeWord type={row.type} />
      <Inos inos={row.left} snapshot={snapshot} />
      <span className={styles['relation']} data-relation={row.relation}>{COMPARE_STRINGS.relation[row.relation]}</span>
      <Inos inos={row.right} snapshot={snapshot} />
    </li>
  );
}

function Inos({ inos, snapshot }: { inos: readonly number[]; snapshot: Snapshot }) {
  const [first] = inos;
  if (first === undefined) return <span className={styles['unknown']}>?</span>;
  const namespace = indexOf(snapshot).namespaceByIno.get(first);
  return (
    <span className={styles['ino']}>
      {namespace === undefined ? <code>{first}</code> : <ObjectLink id={objectId('namespace', namespace.key)} mono>{first}</ObjectLink>}
      {inos.length > 1 && <span className={styles['more']}>+{inos.length - 1}</span>}
    </span>
  );
}

function sentence(meaning: Meaning, left: string, right: string): string {
  if (meaning.kind === 'mayConfigureNet') return MEANING_STRINGS.mayConfigureNet(left, right, meaning.left, meaning.right);
  if (meaning.kind === 'seesBelow' || meaning.kind === 'userAbove') return MEANING_STRINGS[meaning.kind](...upperFirst(meaning.upper, left, right));
  if (meaning.kind === 'partlyShared' || meaning.kind === 'notKnown') return MEANING_STRINGS[meaning.kind](meaning.type);
  return MEANING_STRINGS[meaning.kind]();
}

/** A mount, thus no matter of the ipc namespace: what lies there tells. Asked only where the trees differ. */
function DevShm({ snapshot, found }: { snapshot: Snapshot; found: Comparison }) {
  const mnt = found.types.find(({ type }) => type === 'mnt');
  const keyOf = (inos: readonly number[] = []) => (inos.length === 1 ? (indexOf(snapshot).namespaceByIno.get(inos[0] ?? 0)?.key ?? null) : null);
  const isApart = mnt?.relation === 'apart';
  const left = useInside(isApart ? keyOf(mnt.left) : null, false).known;
  const right = useInside(isApart ? keyOf(mnt.right) : null, false).known;
  if (left?.type !== 'mnt' || right?.type !== 'mnt') return null;
  const [a, b] = [shmOf(left), shmOf(right)];
  if (a === null || b === null) return null;
  return <li>{a === b ? COMPARE_STRINGS.devShm : COMPARE_STRINGS.devShmApart}</li>;
}

/** A file system is known by its device number. Null where none is mounted there by itself. */
function shmOf({ mounts }: ScanMnt): string | null {
  return mountAt(mountTree(mounts), '/dev/shm')?.device ?? null;
}
