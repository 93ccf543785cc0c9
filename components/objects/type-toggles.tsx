import { SIGN_BY_TYPE } from '@/lib/palette';
import { NAMESPACE_TYPES, type NamespaceType } from '@/lib/schema';
import type { View } from '@/lib/view';
import { NAMESPACE_HINTS, TYPE_STRINGS } from './strings';
import { TypeSign } from './type-sign';
import styles from './type-toggles.module.css';

interface TypeTogglesProps {
  readonly hiddenTypes: View['hiddenTypes'];
  /** How many there are of each; what is not told is not said. */
  readonly counts?: ReadonlyMap<NamespaceType, number>;
  readonly onHiddenTypes: (types: View['hiddenTypes']) => void;
}

/** What each sign means; pressed, it takes its type out of sight. */
export function TypeToggles({ hiddenTypes, counts, onHiddenTypes }: TypeTogglesProps) {
  const toggle = (type: NamespaceType) => {
    onHiddenTypes(hiddenTypes.includes(type) ? hiddenTypes.filter((other) => other !== type) : [...hiddenTypes, type]);
  };
  return (
    <div className={styles['types']} role="group" aria-label={TYPE_STRINGS.shown}>
      {NAMESPACE_TYPES.map((type) => {
        const isShown = !hiddenTypes.includes(type);
        return (
          <button key={type} type="button" className={styles['type']} aria-pressed={isShown} title={titleOf(type, counts?.get(type) ?? null, isShown)} onClick={() => toggle(type)}>
            <span className={styles['sign']}>
              <TypeSign type={type} size={17} />
              <span className={styles['letter']} aria-hidden="true">{SIGN_BY_TYPE[type].letter}</span>
            </span>
            {type}
            {counts !== undefined && <span className={styles['count']} aria-hidden="true">{counts.get(type) ?? 0}</span>}
          </button>
        );
      })}
    </div>
  );
}

function titleOf(type: NamespaceType, count: number | null, isShown: boolean): string {
  const title = TYPE_STRINGS.title(type, NAMESPACE_HINTS[type], isShown);
  return count === null ? title : `${count} ${title}`;
}
