import { SIGN_BY_TYPE } from '@/lib/palette';
import { NAMESPACE_TYPES, type NamespaceType } from '@/lib/schema';
import type { View } from '@/lib/view';
import { NAMESPACE_HINTS } from '../objects/strings';
import { TypeSign } from '../objects/type-sign';
import styles from './graph.module.css';
import { GRAPH_STRINGS } from './strings';

interface LegendProps {
  readonly hiddenTypes: View['hiddenTypes'];
  readonly onHiddenTypes: (types: View['hiddenTypes']) => void;
}

/** What each sign means; pressed in, it takes its type out of the picture. */
export function Legend({ hiddenTypes, onHiddenTypes }: LegendProps) {
  const toggle = (type: NamespaceType) => {
    onHiddenTypes(hiddenTypes.includes(type) ? hiddenTypes.filter((other) => other !== type) : [...hiddenTypes, type]);
  };
  return (
    <div className={styles['legend']} role="group" aria-label={GRAPH_STRINGS.legend}>
      {NAMESPACE_TYPES.map((type) => {
        const isShown = !hiddenTypes.includes(type);
        return (
          <button key={type} type="button" className={styles['type']} aria-pressed={isShown} title={`${NAMESPACE_HINTS[type]} — ${GRAPH_STRINGS.showType(type, isShown)}`} onClick={() => toggle(type)}>
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
