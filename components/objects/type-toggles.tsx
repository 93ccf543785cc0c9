import { SIGN_BY_TYPE } from '@/lib/palette';
import { NAMESPACE_TYPES, type NamespaceType } from '@/lib/schema';
import type { View } from '@/lib/view';
import { Tipped } from '../terms/tipped';
import { TYPE_STRINGS } from './strings';
import { TypeSign } from './type-sign';
import styles from './type-toggles.module.css';

interface TypeTogglesProps {
  readonly hiddenTypes: View['hiddenTypes'];
  /** How many there are of each; what is not told is not said. */
  readonly counts?: ReadonlyMap<NamespaceType, number>;
  /** Colours mean something else: the signs are told apart by shape and letter. */
  readonly isGrey?: boolean;
  readonly onHiddenTypes: (types: View['hiddenTypes']) => void;
}

/** What each sign means; pressed, it takes its type out of sight. */
export function TypeToggles({ hiddenTypes, counts, isGrey = false, onHiddenTypes }: TypeTogglesProps) {
  const toggle = (type: NamespaceType) => {
    onHiddenTypes(hiddenTypes.includes(type) ? hiddenTypes.filter((other) => other !== type) : [...hiddenTypes, type]);
  };
  return (
    <div className={styles['types']} data-grey={isGrey || undefined} role="group" aria-label={TYPE_STRINGS.shown}>
      {NAMESPACE_TYPES.map((type) => {
        const isShown = !hiddenTypes.includes(type);
        return (
          <Tipped key={type} term={type} hint={TYPE_STRINGS.press(counts === undefined ? null : (counts.get(type) ?? 0), isShown)}>
            <button type="button" className={styles['type']} aria-pressed={isShown} onClick={() => toggle(type)}>
              <span className={styles['sign']}>
                <TypeSign type={type} size={17} />
                <span className={styles['letter']} aria-hidden="true">{SIGN_BY_TYPE[type].letter}</span>
              </span>
              {type}
              {counts !== undefined && <span className={styles['count']} aria-hidden="true">{counts.get(type) ?? 0}</span>}
            </button>
          </Tipped>
        );
      })}
    </div>
  );
}
