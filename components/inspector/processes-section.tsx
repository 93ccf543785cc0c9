'use client';

import { useState } from 'react';
import { isOver } from '@/lib/first-process';
import { commandLine } from '@/lib/lsns';
import { objectId } from '@/lib/object-id';
import type { Process } from '@/lib/schema';
import { showText } from '@/lib/text';
import { insidePid } from '../objects/naming';
import { useSelect } from '../objects/select-context';
import { Button } from '../ui/button';
import { formatCount } from '../ui/format';
import { useWindow } from '../ui/use-window';
import { treeOf, type TreeRow } from './process-tree';
import styles from './processes-section.module.css';
import { Section } from './section';
import { FACT_STRINGS, INSPECTOR_STRINGS } from './strings';

const SHOWN = 12;
const ROW_HEIGHT = 28;

interface ProcessesSectionProps {
  readonly title: string;
  readonly processes: readonly Process[];
  /** Processes of the whole host that could not be read: one of them may belong here. */
  readonly unreadable: number;
}

/** Who lives here: PID of the host, PID inside, command; a child below its parent. */
export function ProcessesSection({ title, processes, unreadable }: ProcessesSectionProps) {
  const [isWhole, setWhole] = useState(false);
  const rows = treeOf(processes);
  const isCut = rows.length > SHOWN && !isWhole;
  return (
    <Section title={title} aside={formatCount(rows.length)}>
      {rows.length === 0 && <p className={styles['none']}>{unreadable > 0 ? FACT_STRINGS.noProcessesRead(unreadable) : FACT_STRINGS.noProcesses}</p>}
      {rows.length > 0 && <Head rows={rows} />}
      {isCut || rows.length <= SHOWN ? <ul>{rows.slice(0, SHOWN).map((row) => <ProcessRow key={row.process.key} row={row} />)}</ul> : <AllRows rows={rows} />}
      {isCut && <Button look="link" onClick={() => setWhole(true)}>{INSPECTOR_STRINGS.all(rows.length)}</Button>}
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

/** Thousands of rows, of which those in sight are made. */
function AllRows({ rows }: { rows: readonly TreeRow[] }) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const sight = useWindow(scroller, rows.length, ROW_HEIGHT);
  return (
    // A list that scrolls by itself must be reached by the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={setScroller} className={styles['all']} tabIndex={0} role="group" aria-label={FACT_STRINGS.processes}>
      <ul style={{ paddingTop: sight.before, paddingBottom: sight.after }}>
        {rows.slice(sight.start, sight.end).map((row) => <ProcessRow key={row.process.key} row={row} />)}
      </ul>
    </div>
  );
}

const DEEPEST_INDENT = 8;

function ProcessRow({ row: { process, depth } }: { row: TreeRow }) {
  const select = useSelect();
  const inside = insidePid(process);
  const name = process.kernelThread ? `[${showText(process.comm)}]` : commandLine(process);
  return (
    <li>
      <button type="button" className={styles['row']} title={name} onClick={() => select(objectId('process', process.key))}>
        <span className={styles['pid']}>{process.pid}</span>
        <span className={styles['inside']}>{inside !== null && <span className="unseen">{FACT_STRINGS.inside}</span>}{inside ?? ''}</span>
        <span className={styles['command']} style={{ paddingInlineStart: `${Math.min(depth, DEEPEST_INDENT) * 0.75}rem` }}>
          {depth > 0 && <span className={styles['branch']} aria-hidden="true">└ </span>}
          {name}
        </span>
        {isOver(process) && <span className={styles['tag']}>{FACT_STRINGS.zombieTag}</span>}
      </button>
    </li>
  );
}
