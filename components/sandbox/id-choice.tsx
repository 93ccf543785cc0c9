'use client';

import { ID_MAP_LIMIT } from '@/lib/sandbox-schema';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { addRow, type Draft, type Ids, type Problems, type RangeRow } from './draft';
import { Field, Part } from './field';
import styles from './sandbox-form.module.css';
import { SANDBOX_STRINGS } from './strings';

interface IdChoiceProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly problems: Problems;
  readonly isPrivileged: boolean;
}

const OPTIONS = (['own', 'me', 'range', 'custom'] as const).map((value) => ({ value, label: SANDBOX_STRINGS.idsNames[value], title: SANDBOX_STRINGS.idsHints[value] }));

/** Which ids of the host are which ones inside. */
export function IdChoice({ draft, onDraft, problems, isPrivileged }: IdChoiceProps) {
  const { ids, range } = draft;
  if (!isPrivileged) return <Part title={SANDBOX_STRINGS.ids}><p className={styles['hint']}>{SANDBOX_STRINGS.idsOfUser} {SANDBOX_STRINGS.idsRefused}</p></Part>;
  return (
    <Part title={SANDBOX_STRINGS.ids}>
      <Choice<Ids> legend={SANDBOX_STRINGS.ids} options={OPTIONS} value={ids} onChange={(value) => onDraft({ ...draft, ids: value })} />
      <p className={styles['hint']}>{SANDBOX_STRINGS.idsHints[ids]}</p>
      {ids === 'range' && (
        <div className={styles['pair']}>
          <Field isNumber label={SANDBOX_STRINGS.rangeFirst} value={range.outside} problem={problems.get('uidMap.0.outside')} onChange={(outside) => onDraft({ ...draft, range: { ...range, outside } })} />
          <Field isNumber label={SANDBOX_STRINGS.rangeCount} value={range.count} problem={problems.get('uidMap.0.count')} onChange={(count) => onDraft({ ...draft, range: { ...range, count } })} />
        </div>
      )}
      {ids === 'custom' && (
        <>
          <Rows title={SANDBOX_STRINGS.uidRows} field="uidMap" rows={draft.uidMap} problems={problems} onRows={(uidMap) => onDraft({ ...draft, uidMap })} />
          <Rows title={SANDBOX_STRINGS.gidRows} field="gidMap" rows={draft.gidMap} problems={problems} onRows={(gidMap) => onDraft({ ...draft, gidMap })} />
        </>
      )}
    </Part>
  );
}

interface RowsProps {
  readonly title: string;
  readonly field: 'uidMap' | 'gidMap';
  readonly rows: readonly RangeRow[];
  readonly problems: Problems;
  readonly onRows: (rows: readonly RangeRow[]) => void;
}

const COLUMNS = ['inside', 'outside', 'count'] as const;

function Rows({ title, field, rows, problems, onRows }: RowsProps) {
  const change = (place: number, part: Partial<RangeRow>) => onRows(rows.map((row, at) => (at === place ? { ...row, ...part } : row)));
  return (
    <div className={styles['rows']}>
      <p className={styles['columns']}><strong>{title}</strong>{COLUMNS.map((column) => <span key={column}>{SANDBOX_STRINGS.columns[column]}</span>)}</p>
      {rows.map((row, place) => (
        <div key={place} className={styles['row']}>
          {COLUMNS.map((column) => (
            <Field key={column} isBare isNumber label={SANDBOX_STRINGS.cell(title, SANDBOX_STRINGS.columns[column], place)} value={row[column]} problem={problems.get(`${field}.${place}.${column}`)} onChange={(value) => change(place, { [column]: value })} />
          ))}
          <Button look="quiet" icon="close" aria-label={SANDBOX_STRINGS.dropRow(title, place)} onClick={() => onRows(rows.filter((_, at) => at !== place))} />
          {problems.has(`${field}.${place}`) && <p className={styles['problem']}>{problems.get(`${field}.${place}`)}</p>}
        </div>
      ))}
      {rows.length < ID_MAP_LIMIT && <Button look="link" onClick={() => onRows(addRow(rows))}>{SANDBOX_STRINGS.addRow(title)}</Button>}
    </div>
  );
}
