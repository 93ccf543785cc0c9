import { formatCount } from '@/lib/count-text';
import { runtimesOn } from '@/lib/hidden-objects';
import type { Ink } from '@/lib/palette';
import type { Runtime, Snapshot } from '@/lib/schema';
import type { View } from '@/lib/view';
import { Swatch } from '../view/tones';
import toggles from '../objects/type-toggles.module.css';
import { RUNTIME_STRINGS } from './strings';

interface RuntimeTogglesProps {
  readonly snapshot: Snapshot;
  readonly hiddenRuntimes: View['hiddenRuntimes'];
  /** The colour of each, where colours tell runtimes apart. */
  readonly inks?: ReadonlyMap<string, Ink>;
  readonly onHiddenRuntimes: (runtimes: View['hiddenRuntimes']) => void;
}

/** The runtimes of this host; pressed, one takes what it runs out of sight. Those of a link that are not here can be let in again. */
export function RuntimeToggles({ snapshot, hiddenRuntimes, inks, onHiddenRuntimes }: RuntimeTogglesProps) {
  const there = runtimesOn(snapshot);
  const absent = hiddenRuntimes.filter((runtime) => there.every((row) => row.runtime !== runtime)).map((runtime) => ({ runtime, count: 0 }));
  const rows = [...there, ...absent];
  if (rows.length === 0) return null;
  const toggle = (runtime: Runtime) => onHiddenRuntimes(hiddenRuntimes.includes(runtime) ? hiddenRuntimes.filter((other) => other !== runtime) : [...hiddenRuntimes, runtime]);
  return (
    <div className={toggles['types']} role="group" aria-label={RUNTIME_STRINGS.shown}>
      {rows.map(({ runtime, count }) => {
        const isShown = !hiddenRuntimes.includes(runtime);
        return (
          <button key={runtime} type="button" className={toggles['type']} aria-pressed={isShown} title={RUNTIME_STRINGS.title(runtime, count, isShown)} onClick={() => toggle(runtime)}>
            {inks !== undefined && <span className={toggles['sign']}><Swatch ink={inks.get(runtime) ?? 'inkFaint'} /></span>}
            {runtime}
            <span className={toggles['count']} aria-hidden="true">{formatCount(count)}</span>
          </button>
        );
      })}
    </div>
  );
}
