import { Icon } from '../ui/icon';
import styles from './table-lens.module.css';
import type { Sort, TableColumn } from './table-rows';

interface TableHeadProps {
  readonly columns: readonly TableColumn[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

/** A click sorts by the column, another one turns it round. */
export function TableHead({ columns, sort, onSort }: TableHeadProps) {
  return (
    <thead>
      <tr>
        {columns.map(({ name, help, align }) => {
          const isSorted = sort.column === name;
          return (
            <th key={name} scope="col" data-align={align} data-column={name} aria-sort={isSorted ? directionOf(sort) : 'none'}>
              <button type="button" className={styles['sort']} title={help} onClick={() => onSort({ column: name, descending: isSorted && !sort.descending })}>
                {name}
                <span className={styles['arrow']} data-on={isSorted || undefined}><Icon name={isSorted && sort.descending ? 'down' : 'up'} size={11} /></span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function directionOf({ descending }: Sort): 'ascending' | 'descending' {
  return descending ? 'descending' : 'ascending';
}
