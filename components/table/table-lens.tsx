'use client';

import { useEffect, useEffectEvent, useState, type KeyboardEvent } from 'react';
import { ALIVE_OTHERWISE } from '@/lib/alive-words';
import { isMeasure } from '@/lib/colour';
import { hiddenObjects } from '@/lib/hidden-objects';
import { lsnsText } from '@/lib/lsns';
import type { ObjectId } from '@/lib/object-id';
import { hasTerm, toggleTerm } from '@/lib/query-toggle';
import type { Snapshot } from '@/lib/schema';
import type { Found } from '@/lib/search';
import { sightInTable } from '@/lib/search-sight';
import type { View } from '@/lib/view';
import { MatchBar } from '../find/match-bar';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy';
import { EmptyState } from '../ui/empty-state';
import { useWindow } from '../ui/use-window';
import { useMeasured } from '../usage/use-measured';
import { TABLE_STRINGS } from './strings';
import { TableHead } from './table-head';
import styles from './table-lens.module.css';
import { columnsFor, filterRows, makeRows, sortRows, type Sort, type TableColumn, type TableRow } from './table-rows';
import { NamespaceRow } from './namespace-row';

interface TableLensProps {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onSelect: (id: ObjectId) => void;
  /** What the search finds; null: nothing is asked for. */
  readonly found: Found | null;
}

const ROW_HEIGHT = 32;
const OTHERWISE = `alive:${ALIVE_OTHERWISE}`;

/** What lsns prints, sortable, and an equal of the picture for who cannot use that. */
export function TableLens({ snapshot, view, onView, onSelect, found }: TableLensProps) {
  const [sort, setSort] = useState<Sort>({ column: 'NS', descending: false });
  const hidden = hiddenObjects(snapshot, view.hiddenRuntimes);
  const measured = useMeasured();
  const all = makeRows(snapshot, measured);
  const rows = sortRows(filterRows(all, { view, found, hidden }), sort);
  return (
    <div className={styles['lens']}>
      <div className={styles['summary']}>
        <p role="status">{TABLE_STRINGS.shown(rows.length, snapshot.namespaces.length)}</p>
        {found !== null && <MatchBar found={found} view={view} sight={sightInTable(new Set(filterRows(all, { view, found: null, hidden }).map(({ id }) => id)), { ids: found.ids, view, hidden })} onView={(patch) => onView({ ...view, ...patch })} />}
        <Otherwise all={all} view={view} onView={onView} />
        <Used view={view} trouble={measured.trouble} onView={onView} />
        <CopyButton text={lsnsText(rows)} what={TABLE_STRINGS.copy}>{TABLE_STRINGS.copyButton}</CopyButton>
      </div>
      {rows.length === 0 ? <NothingLeft view={view} onView={onView} /> : <Rows rows={rows} columns={columnsFor(measured)} selected={view.select} sort={sort} onSort={setSort} onSelect={onSelect} />}
    </div>
  );
}

/** Of all rows, whatever the rest of the query says. */
function Otherwise({ all, view, onView }: { all: readonly TableRow[]; view: View; onView: (view: View) => void }) {
  const count = all.filter(({ isAliveOtherwise }) => isAliveOtherwise).length;
  const isOnly = hasTerm(view.query, OTHERWISE);
  if (count === 0 && !isOnly) return null;
  return (
    <label className={styles['check']}>
      <input type="checkbox" checked={isOnly} onChange={() => onView({ ...view, query: toggleTerm(view.query, OTHERWISE) })} />
      {TABLE_STRINGS.otherwise(count)}
    </label>
  );
}

/** The colouring of the pictures that says how much, in columns. */
function Used({ view, trouble, onView }: { view: View; trouble: string | null; onView: (view: View) => void }) {
  const isOn = isMeasure(view.colour);
  return (
    <label className={styles['check']}>
      <input type="checkbox" checked={isOn} onChange={() => onView({ ...view, colour: isOn ? 'type' : 'cpu' })} />
      {TABLE_STRINGS.used}
      {trouble !== null && <strong role="status">{trouble}</strong>}
    </label>
  );
}

interface RowsProps {
  readonly rows: readonly TableRow[];
  readonly columns: readonly TableColumn[];
  readonly selected: ObjectId | null;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly onSelect: (id: ObjectId) => void;
}

function Rows({ rows, columns, selected, sort, onSort, onSelect }: RowsProps) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const sight = useWindow(scroller, rows.length, ROW_HEIGHT);
  const place = Math.max(0, rows.findIndex(({ id }) => id === selected));
  const showSelected = useEffectEvent(() => sight.reveal(place));
  useEffect(() => {
    if (scroller !== null && selected !== null) showSelected();
  }, [scroller, selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextPlace(event.key, place, rows.length);
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return;
    event.preventDefault();
    onSelect(row.id);
  };
  return (
    // The rows are walked with the arrow keys; the whole of it takes the focus, as a list box does.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-static-element-interactions
    <div ref={setScroller} className={styles['scroller']} tabIndex={0} onKeyDown={onKeyDown}>
      <table className={styles['table']} aria-rowcount={rows.length + 1}>
        <caption className="unseen">{TABLE_STRINGS.caption}</caption>
        <TableHead columns={columns} sort={sort} onSort={onSort} />
        <tbody>
          {sight.before > 0 && <tr aria-hidden="true" style={{ height: sight.before }} />}
          {rows.slice(sight.start, sight.end).map((row, offset) => (
            <NamespaceRow key={row.id} row={row} place={sight.start + offset} columns={columns} isSelected={row.id === selected} onSelect={onSelect} />
          ))}
          {sight.after > 0 && <tr aria-hidden="true" style={{ height: sight.after }} />}
        </tbody>
      </table>
    </div>
  );
}

function nextPlace(key: string, place: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, place + 1);
    case 'ArrowUp':
      return Math.max(0, place - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function NothingLeft({ view, onView }: Pick<TableLensProps, 'view' | 'onView'>) {
  const causes = [
    ...(view.query === '' ? [] : [TABLE_STRINGS.emptyQuery(view.query)]),
    ...(view.hiddenTypes.length === 0 ? [] : [TABLE_STRINGS.emptyTypes(view.hiddenTypes.join(', '))]),
    ...(view.hiddenRuntimes.length === 0 ? [] : [TABLE_STRINGS.emptyRuntimes(view.hiddenRuntimes.join(', '))]),
  ];
  return (
    <EmptyState
      icon="table"
      title={TABLE_STRINGS.emptyTitle}
      causes={causes.length > 0 ? causes : [TABLE_STRINGS.emptyScan]}
      actions={
        <>
          {view.query !== '' && <Button onClick={() => onView({ ...view, query: '' })}>{TABLE_STRINGS.clearQuery}</Button>}
          {view.hiddenTypes.length > 0 && <Button onClick={() => onView({ ...view, hiddenTypes: [] })}>{TABLE_STRINGS.showTypes}</Button>}
          {view.hiddenRuntimes.length > 0 && <Button onClick={() => onView({ ...view, hiddenRuntimes: [] })}>{TABLE_STRINGS.showRuntimes}</Button>}
        </>
      }
    />
  );
}
