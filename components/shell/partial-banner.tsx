'use client';

import { formatCount } from '@/lib/count-text';
import type { Session } from '@/lib/door-schema';
import type { Completeness } from '@/lib/schema';
import { Told } from '../language/told';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy';
import { Icon } from '../ui/icon';
import styles from './partial-banner.module.css';
import { UI_STRINGS } from '../ui/strings';
import { PARTIAL_STRINGS } from './strings';

export function isPartial({ unreadable, gaps }: Completeness): boolean {
  return unreadable > 0 || gaps.length > 0;
}

function titleOf({ processes, unreadable }: Completeness): string {
  if (unreadable === 0) return PARTIAL_STRINGS.complete;
  return PARTIAL_STRINGS.title(processes - unreadable, processes);
}

interface PartialBannerProps {
  readonly completeness: Completeness;
  readonly session: Session | undefined;
  readonly onFold: () => void;
}

/** What could not be read, why, and what would show it. Folds to a chip, and never goes away. */
export function PartialBanner({ completeness, session, onFold }: PartialBannerProps) {
  const command = session?.fullViewCommand ?? null;
  return (
    <section className={styles['banner']} aria-label={titleOf(completeness)}>
      <span className={styles['icon']}><Icon name="info" /></span>
      <div className={styles['words']}>
        <p><strong>{titleOf(completeness)}{UI_STRINGS.stop}</strong> {PARTIAL_STRINGS.body}</p>
        <ul className={styles['gaps']}>
          {completeness.gaps.map(({ what, why, count }) => (
            <li key={what}>
              <Told text={what} />
              {count !== undefined && <span className={styles['count']}>{formatCount(count)}</span>}
              <span className={styles['why']}><Told text={why} /></span>
            </li>
          ))}
        </ul>
        {command !== null && (
          <p className={styles['command']}>
            {PARTIAL_STRINGS.command} <code>{command}</code>
            <CopyButton text={command} what={PARTIAL_STRINGS.copyWhat} />
          </p>
        )}
      </div>
      <Button look="quiet" icon="up" aria-label={PARTIAL_STRINGS.dismiss} onClick={onFold} />
    </section>
  );
}

export function PartialChip({ completeness, onUnfold }: { completeness: Completeness; onUnfold: () => void }) {
  return (
    <button type="button" className={styles['chip']} title={PARTIAL_STRINGS.show} onClick={onUnfold}>
      <Icon name="info" size={12} />
      {titleOf(completeness)}
    </button>
  );
}
