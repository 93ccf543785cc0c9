'use client';

import { useState } from 'react';
import { formatCount } from '@/lib/count-text';
import type { MountRow, ScanMnt } from '@/lib/inspect-schema';
import { indexOf, leader } from '@/lib/members';
import { diffMounts, mountAt, mountTree, propagationOf, type MountDifference, type PlacedMount } from '@/lib/mounts';
import { containerTitle } from '@/lib/object-title';
import type { Namespace, Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { Disclosure } from '../ui/disclosure';
import { LongList } from '../ui/long-list';
import { ProcessLink } from './object-links';
import { AskedFacts } from './asked-facts';
import { Fact, FactList, TextFact } from './fact-list';
import { Gaps } from './gaps';
import { INSIDE_STRINGS } from './inside-strings';
import styles from './inside.module.css';
import { Section } from './section';
import { useInside } from './use-facts';

const { mnt: WORDS } = INSIDE_STRINGS;
const DEEPEST_INDENT = 8;

interface MountsProps {
  readonly facts: ScanMnt;
  readonly namespace: Namespace;
  readonly snapshot: Snapshot;
}

export function Mounts({ facts, namespace, snapshot }: MountsProps) {
  const placed = mountTree(facts.mounts);
  const unreachable = placed.filter(({ reach }) => reach !== 'open').length;
  return (
    <>
      <Section title={WORDS.root}>
        <Root placed={placed} />
        <SeenBy pid={facts.seenBy} snapshot={snapshot} />
      </Section>
      <Section title={WORDS.title} term="mounts" aside={formatCount(facts.mounts.length + facts.mountsLeftOut)}>
        <LongList label={WORDS.title} rows={placed} keyOf={({ mount }) => mount.id}>{(row) => <Mount row={row} />}</LongList>
        {unreachable > 0 && <p className={styles['note']}>{WORDS.coveredCount(unreachable)}</p>}
        <Gaps gaps={facts.gaps} leftOut={facts.mountsLeftOut} />
      </Section>
      <Differences placed={placed} namespace={namespace} snapshot={snapshot} />
    </>
  );
}

function Root({ placed }: { placed: readonly PlacedMount[] }) {
  const root = mountAt(placed, '/');
  if (root === null) return null;
  return (
    <FactList>
      <TextFact name={showText(root.fstype)} text={sourceOf(root)} />
      <Fact name={WORDS.spread} hint="mount_namespaces(7)">{propagationOf(root).map((word) => WORDS.propagation[word]).join(', ')}</Fact>
      <Fact name={WORDS.options}>{[...root.options, ...root.superOptions].map(showText).join(', ')}</Fact>
    </FactList>
  );
}

/** What is mounted: the source, and below which of its folders where that is not all of it. */
function sourceOf({ source, root }: MountRow): string {
  return showText(root) === '/' ? showText(source) : `${showText(source)}[${showText(root)}]`;
}

function SeenBy({ pid, snapshot }: { pid: number | null; snapshot: Snapshot }) {
  if (pid === null) return <p className={styles['note']}>{WORDS.seenByNobody}</p>;
  const process = indexOf(snapshot).processByPid.get(pid);
  return <p className={styles['note']}>{WORDS.seenBy} {process === undefined ? pid : <ProcessLink process={process} />}</p>;
}

function Mount({ row: { mount, depth, reach } }: { row: PlacedMount }) {
  const path = showText(mount.path);
  return (
    <div className={styles['row']} title={detailsOf(mount)}>
      <span className={[styles['cut'], styles['mono'], reach === 'open' ? '' : styles['away']].join(' ')} style={{ paddingInlineStart: `${Math.min(depth, DEEPEST_INDENT) * 0.75}rem` }}>{path}</span>
      {reach !== 'open' && <span className={styles['tag']}>{WORDS[reach]}</span>}
      {propagationOf(mount).filter((word) => word !== 'private').map((word) => <span key={word} className={styles['tag']}>{WORDS.propagation[word]}</span>)}
      <span className={styles['aside']}>{showText(mount.fstype)}</span>
    </div>
  );
}

function detailsOf(mount: MountRow): string {
  const groups = [mount.shared, mount.master].flatMap((group) => (group === null ? [] : [WORDS.peerGroup(group)]));
  return [`${showText(mount.fstype)} ${sourceOf(mount)}`, mount.options.map(showText).join(','), ...groups].join('\n');
}

/** Against the host's tree, or that of another namespace of one's choice. */
function Differences({ placed, namespace, snapshot }: { placed: readonly PlacedMount[]; namespace: Namespace; snapshot: Snapshot }) {
  const others = snapshot.namespaces.filter(({ type, key }) => type === 'mnt' && key !== namespace.key);
  const [first] = others.filter(({ initial, ino }) => initial || ino === snapshot.observer.namespaces.mnt);
  const [chosen, setChosen] = useState<string | null>(null);
  const against = others.find(({ key }) => key === chosen) ?? first ?? others[0];
  if (against === undefined) return null;
  return (
    <Disclosure title={WORDS.differs} aside={titleOf(against, snapshot)}>
      <div className={styles['choice']}>
        <select aria-label={WORDS.differs} value={against.key} onChange={(event) => setChosen(event.target.value)}>
          {others.map((other) => <option key={other.key} value={other.key}>{titleOf(other, snapshot)}</option>)}
        </select>
      </div>
      <Against placed={placed} other={against} />
    </Disclosure>
  );
}

function titleOf(namespace: Namespace, snapshot: Snapshot): string {
  if (namespace.initial || namespace.ino === snapshot.observer.namespaces.mnt) return WORDS.host;
  const first = leader(snapshot, namespace.ino);
  const container = indexOf(snapshot).containerByKey.get(first?.container ?? '');
  const name = container === undefined ? (first === null ? '' : showText(first.comm)) : containerTitle(container);
  return `mnt ${namespace.ino} ${name}`.trim();
}

function Against({ placed, other }: { placed: readonly PlacedMount[]; other: Namespace }) {
  const asked = useInside(other.key, false);
  return (
    <AskedFacts asked={asked} title={WORDS.otherFailed} hasEnded={false}>
      {(facts) => (facts.type === 'mnt' ? <DifferenceList rows={diffMounts(placed, mountTree(facts.mounts))} /> : null)}
    </AskedFacts>
  );
}

function DifferenceList({ rows }: { rows: readonly MountDifference[] }) {
  if (rows.length === 0) return <p className={styles['note']}>{WORDS.nothingDiffers}</p>;
  return (
    <LongList label={WORDS.differs} rows={rows} keyOf={({ path, kind }) => `${showText(path)} ${kind}`}>
      {({ path, kind, left, right }) => (
        <div className={styles['row']} title={[left, right].flatMap((row) => (row === null ? [] : [detailsOf(row)])).join('\n\n')}>
          <span className={[styles['cut'], styles['mono']].join(' ')}>{showText(path)}</span>
          <span className={styles['tag']}>{WORDS.kinds[kind]}</span>
        </div>
      )}
    </LongList>
  );
}
