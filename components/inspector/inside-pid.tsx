'use client';

import { formatCount } from '@/lib/count-text';
import { childrenOf, lineage } from '@/lib/lineage';
import { commandLine } from '@/lib/lsns';
import { objectId } from '@/lib/object-id';
import { initOf, seenFrom, type SeenProcess } from '@/lib/pid-view';
import type { Namespace, Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { useSelect } from '../objects/select-context';
import { LongList } from '../ui/long-list';
import { ProcessLink } from './object-links';
import { Fact, FactList } from './fact-list';
import { NamespaceList } from './inside-user';
import { INSIDE_STRINGS } from './inside-strings';
import styles from './processes-section.module.css';
import { Section } from './section';
import { FACT_STRINGS } from './strings';

const { pid: WORDS } = INSIDE_STRINGS;
const DEEPEST_INDENT = 8;

/** The scan has it all: who is seen from inside, and by which PID. */
export function PidView({ namespace, snapshot }: { namespace: Namespace; snapshot: Snapshot }) {
  const seen = seenFrom(snapshot, namespace);
  const init = initOf(snapshot, namespace);
  const level = lineage(snapshot, namespace.ino).indexOf(snapshot.observer.namespaces.pid ?? 0);
  const children = childrenOf(snapshot, namespace);
  return (
    <>
      <Section title={WORDS.title} term="seenInside" aside={formatCount(seen.length)}>
        <FactList>
          <Fact name={WORDS.init}>{init === null ? WORDS.noInit : <ProcessLink process={init} />}</Fact>
          {level >= 0 && <Fact name={WORDS.level}>{level === 0 ? WORDS.observers : WORDS.levels(level)}</Fact>}
        </FactList>
        {seen.length > 0 && <div className={styles['columns']} aria-hidden="true"><span>{WORDS.here}</span><span>{WORDS.outside}</span><span>{FACT_STRINGS.command}</span></div>}
        <LongList label={WORDS.title} rows={seen} keyOf={({ process }) => process.key}>{(row) => <SeenRow row={row} />}</LongList>
      </Section>
      {children.length > 0 && <NamespaceList title={WORDS.children} rows={children} />}
    </>
  );
}

function SeenRow({ row: { process, pid, depth, isBelow } }: { row: SeenProcess }) {
  const select = useSelect();
  const name = process.kernelThread ? `[${showText(process.comm)}]` : commandLine(process);
  return (
    <button type="button" className={styles['row']} title={name} onClick={() => select(objectId('process', process.key))}>
      <span className={styles['pid']}>{pid ?? '?'}</span>
      <span className={styles['inside']}>{process.pid}</span>
      <span className={styles['command']} style={{ paddingInlineStart: `${Math.min(depth, DEEPEST_INDENT) * 0.75}rem` }}>
        {depth > 0 && <span className={styles['branch']} aria-hidden="true">└ </span>}
        {name}
      </span>
      {isBelow && <span className={styles['tag']}>{WORDS.below}</span>}
    </button>
  );
}
