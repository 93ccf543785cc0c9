import type { ReactNode } from 'react';
import styles from './empty-state.module.css';
import { Icon, type IconName } from './icon';

interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  /** What can be the reason, most likely first. */
  readonly causes?: readonly ReactNode[];
  readonly actions?: ReactNode;
}

/** Nothing to show is an answer too: it says why, and what to do. */
export function EmptyState({ icon, title, children, causes = [], actions }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      <span className={styles['icon']}><Icon name={icon} size={22} /></span>
      <h2 className={styles['title']}>{title}</h2>
      {children !== undefined && <div className={styles['body']}>{children}</div>}
      {causes.length > 0 && <ul className={styles['causes']}>{causes.map((cause, place) => <li key={place}>{cause}</li>)}</ul>}
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
