import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';
import styles from './notice.module.css';

type Tone = 'info' | 'caution' | 'bad';
const ICON_BY_TONE: Readonly<Record<Tone, IconName>> = { info: 'info', caution: 'warning', bad: 'warning' };

interface NoticeProps {
  readonly tone?: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** The actions at the end of the line, where there is room. */
  readonly isWide?: boolean;
}

/** A message in its place. What appears by itself is said by the status line, not by this. */
export function Notice({ tone = 'info', title, children, actions, isWide = false }: NoticeProps) {
  return (
    <div className={styles['notice']} data-tone={tone} data-wide={isWide || undefined}>
      <span className={styles['icon']}><Icon name={ICON_BY_TONE[tone]} /></span>
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        {children !== undefined && <div className={styles['body']}>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
