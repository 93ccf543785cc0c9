import type { ReactNode } from 'react';
import { isTerm } from '../terms/man-pages';
import { Tipped } from '../terms/tipped';
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
              <Explained name={name} help={help}>
                <button type="button" className={styles['sort']} onClick={() => onSort({ column: name, descending: isSorted && !sort.descending })}>
                  {name}
                  <span className={styles['arrow']} data-on={isSorted || undefined}><Icon name={isSorted && sort.descending ? 'down' : 'up'} size={11} /></span>
                </button>
              </Explained>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** Columns of lsns(8) and ours are terms; another one has its few words. */
function Explained({ name, help, children }: { name: string; help: string; children: ReactNode }) {
  return isTerm(name) ? <Tipped term={name}>{children}</Tipped> : <span title={help}>{children}</span>;
}

function directionOf({ descending }: Sort): 'ascending' | 'descending' {
  return descending ? 'descending' : 'ascending';
}
