import { use } from 'react';
import type { ObjectId } from '@/lib/object-id';
import { TypeWord } from '../objects/type-sign';
import { SIGN_BY_TURN } from '../time/change-log';
import { TIME_STRINGS } from '../time/strings';
import { TurnsContext } from '../time/turns';
import styles from './table-lens.module.css';
import { explainCell, showCell, type ColumnName, type TableColumn, type TableRow } from './table-rows';

interface NamespaceRowProps {
  readonly row: TableRow;
  /** Its place in the whole table, from 0. */
  readonly place: number;
  readonly columns: readonly TableColumn[];
  readonly isSelected: boolean;
  readonly onSelect: (id: ObjectId) => void;
}

export function NamespaceRow({ row, place, columns, isSelected, onSelect }: NamespaceRowProps) {
  const turn = use(TurnsContext).get(row.id);
  return (
    // The pointer may take the whole row; the keyboard walks with the arrow keys, a screen reader has the button.
    <tr className={styles['row']} aria-rowindex={place + 2} aria-current={isSelected || undefined} data-initial={row.namespace.initial || undefined} data-dim={row.isDim || undefined} data-turn={turn} onClick={() => onSelect(row.id)}>
      {columns.map(({ name, align }) => (
        <td key={name} data-align={align} data-column={name} title={explainCell(row, name)}>
          {name === 'NS' && turn !== undefined && <span className={styles['turn']} role="img" aria-label={TIME_STRINGS.turns[turn]} title={TIME_STRINGS.turns[turn]}>{SIGN_BY_TURN[turn]}</span>}
          <Cell row={row} column={name} onSelect={onSelect} />
        </td>
      ))}
    </tr>
  );
}

function Cell({ row, column, onSelect }: { row: TableRow; column: ColumnName; onSelect: (id: ObjectId) => void }) {
  if (column === 'TYPE') return <TypeWord type={row.namespace.type} />;
  if (column === 'COMMAND' && row.leader === null) return <span className={styles['path']}>{showCell(row, 'NSFS')}</span>;
  if (column !== 'NS') return showCell(row, column);
  return (
    <button type="button" tabIndex={-1} className={styles['ino']} onClick={() => onSelect(row.id)}>
      {showCell(row, column)}
    </button>
  );
}
