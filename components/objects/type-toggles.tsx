import { SIGN_BY_TYPE } from '@/lib/palette';
import { NAMESPACE_TYPES, type NamespaceType } from '@/lib/schema';
import type { View } from '@/lib/view';
import { NAMESPACE_HINTS, TYPE_STRINGS } from './strings';
import { TypeSign } from './type-sign';
import styles from './type-toggles.module.css';

interface TypeTogglesProps {
  readonly hiddenTypes: View['hiddenTypes'];
  readonly onHiddenTypes: (types: View['hiddenTypes']) => void;
}

/** What each sign means; pressed, it takes its type out of sight. */
export function TypeToggles({ hiddenTypes, onHiddenTypes }: TypeTogglesProps) {
  const toggle = (type: NamespaceType) => {
    onHiddenTypes(hiddenTypes.includes(type) ? hiddenTypes.filter((other) => other !== type) : [...hiddenTypes, type]);
  };
  return (
    <div className={styles['types']} role="group" aria-label={TYPE_STRINGS.shown}>
      {NAMESPACE_TYPES.map((type) => {
        const isShown = !hiddenTypes.includes(type);
        return (
          <button key={type} type="button" className={styles['type']} aria-pressed={isShown} title={TYPE_STRINGS.title(type, NAMESPACE_HINTS[type], isShown)} onClick={() => toggle(type)}>
            <span className={styles['sign']}>
              <TypeSign type={type} size={17} />
              <span className={styles['letter']} aria-hidden="true">{SIGN_BY_TYPE[type].letter}</span>
            </span>
            {type}
          </button>
        );
      })}
    </div>
  );
}
