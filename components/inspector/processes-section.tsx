'use client';

import { formatCount } from '@/lib/count-text';
import { isOver } from '@/lib/first-process';
import { commandLine } from '@/lib/lsns';
import { objectId } from '@/lib/object-id';
import type { Process } from '@/lib/schema';
import { showText } from '@/lib/text';
import { insidePid } from '../objects/naming';
import { useSelect } from '../objects/select-context';
import { LongList } from '../ui/long-list';
import { treeOf, type TreeRow } from './process-tree';
import styles from './processes-section.module.css';
import { Section } from './section';
import { FACT_STRINGS } from './strings';

interface ProcessesSectionProps {
  readonly title: string;
  readonly processes: readonly Process[];
  /** Processes of the whole host that could not be read: one of them may belong here. */
  readonly unreadable: number;
}

/** Who lives here: PID of the host, PID inside, command; a child below its parent. */
export function ProcessesSection({ title, processes, unreadable }: ProcessesSectionProps) {
  const rows = treeOf(processes);
  return (
    <Section title={title} aside={formatCount(rows.length)}>
      {rows.length === 0 && <p className={styles['none']}>{unreadable > 0 ? FACT_STRINGS.noProcessesRead(unreadable) : FACT_STRINGS.noProcesses}</p>}
      {rows.length > 0 && <Head rows={rows} />}
      <LongList label={title} rows={rows} keyOf={({ process }) => process.key}>{(row) => <ProcessRow row={row} />}</LongList>
    </Section>
  );
}

function Head({ rows }: { rows: readonly TreeRow[] }) {
  const hasInside = rows.some(({ process }) => insidePid(process) !== null);
  return (
    <div className={styles['columns']} aria-hidden="true">
      <span>{FACT_STRINGS.pid}</span>
      <span>{hasInside ? FACT_STRINGS.inside : ''}</span>
      <span>{FACT_STRINGS.command}</span>
    </div>
  );
}

const DEEPEST_INDENT = 8;

function ProcessRow({ row: { process, depth } }: { row: TreeRow }) {
  const select = useSelect();
  const inside = insidePid(process);
  const name = process.kernelThread ? `[${showText(process.comm)}]` : commandLine(process);
  return (
    <button type="button" className={styles['row']} title={name} onClick={() => select(objectId('process', process.key))}>
      <span className={styles['pid']}>{process.pid}</span>
      <span className={styles['inside']}>{inside !== null && <span className="unseen">{FACT_STRINGS.inside}</span>}{inside ?? ''}</span>
      <span className={styles['command']} style={{ paddingInlineStart: `${Math.min(depth, DEEPEST_INDENT) * 0.75}rem` }}>
        {depth > 0 && <span className={styles['branch']} aria-hidden="true">└ </span>}
        {name}
      </span>
      {isOver(process) && <span className={styles['tag']}>{FACT_STRINGS.zombieTag}</span>}
    </button>
  );
}
