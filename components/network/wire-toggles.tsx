import type { Graph } from '@/lib/graph';
import { WIRE_KINDS, type WireKind } from '@/lib/net-wires';
import { CSS_NAME_BY_INK, SIGN_BY_WIRE, STROKES_BY_DASH } from '@/lib/palette';
import type { View } from '@/lib/view';
import toggles from '../objects/type-toggles.module.css';
import { TERM_STRINGS } from '../terms/strings';
import { Tipped } from '../terms/tipped';
import { NETWORK_STRINGS, WIRE_WORDS } from './strings';

interface WireTogglesProps {
  readonly graph: Graph;
  readonly hiddenWires: View['hiddenWires'];
  readonly onHiddenWires: (kinds: View['hiddenWires']) => void;
}

/** What each line means, of the kinds that there are; pressed, it takes its kind out of sight. */
export function WireToggles({ graph, hiddenWires, onHiddenWires }: WireTogglesProps) {
  const there = new Set(graph.edges.map(({ wire }) => wire));
  const toggle = (kind: WireKind) => onHiddenWires(hiddenWires.includes(kind) ? hiddenWires.filter((other) => other !== kind) : [...hiddenWires, kind]);
  return (
    <div className={toggles['types']} role="group" aria-label={NETWORK_STRINGS.wires}>
      {WIRE_KINDS.filter((kind) => there.has(kind) || hiddenWires.includes(kind)).map((kind) => {
        const isShown = !hiddenWires.includes(kind);
        return (
          <Tipped key={kind} term={kind} hint={TERM_STRINGS.press(isShown)}>
            <button type="button" className={toggles['type']} aria-pressed={isShown} onClick={() => toggle(kind)}>
              <span className={toggles['sign']}><WireSample kind={kind} /></span>
              {WIRE_WORDS[kind].label}
            </button>
          </Tipped>
        );
      })}
    </div>
  );
}

function WireSample({ kind }: { kind: WireKind }) {
  const { ink, dash, width } = SIGN_BY_WIRE[kind];
  return (
    <svg width={26} height={10} viewBox="0 0 26 10" aria-hidden="true">
      <path d="M1 5h24" fill="none" style={{ stroke: `var(${CSS_NAME_BY_INK[ink]})` }} strokeWidth={Math.max(1.5, width)} strokeDasharray={STROKES_BY_DASH[dash].join(' ')} />
    </svg>
  );
}
