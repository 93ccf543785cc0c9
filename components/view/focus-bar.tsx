import { REACHES, type Reach } from '@/lib/view';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import styles from './focus-bar.module.css';
import { VIEW_STRINGS } from './strings';

const OPTIONS = REACHES.filter((reach) => reach > 0).map((reach) => ({ value: String(reach), label: String(reach) }));

interface FocusBarProps {
  readonly title: string;
  readonly reach: Reach;
  readonly onReach: (reach: Reach) => void;
}

/** That only a part is shown, how far it reaches, and the way back. */
export function FocusBar({ title, reach, onReach }: FocusBarProps) {
  return (
    <section className={styles['bar']} aria-label={VIEW_STRINGS.near}>
      <p className={styles['title']}>{VIEW_STRINGS.nearOf(title)}</p>
      <Choice legend={VIEW_STRINGS.reach} options={OPTIONS} value={String(reach)} onChange={(word) => onReach(REACHES.find((known) => String(known) === word) ?? 1)} />
      <Button look="quiet" icon="close" aria-label={VIEW_STRINGS.leaveNear} aria-keyshortcuts="f" onClick={() => onReach(0)} />
    </section>
  );
}
