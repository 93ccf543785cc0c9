import type { GraphNode } from '@/lib/graph';
import styles from './graph.module.css';
import type { Point } from './stage-hand';
import { GRAPH_STRINGS } from './strings';

const OFFSET = 14;

/** What the pointer rests on. It never takes the pointer. */
export function Tooltip({ node, at, width }: { readonly node: GraphNode; readonly at: Point; readonly width: number }) {
  const isRight = at.x > width / 2;
  const style = isRight ? { top: at.y + OFFSET, right: width - at.x + OFFSET } : { top: at.y + OFFSET, left: at.x + OFFSET };
  return (
    <div className={styles['tooltip']} style={style} role="presentation">
      <strong>{GRAPH_STRINGS.name(node)}</strong>
      {node.count > 1 && node.kind !== 'set' && node.kind !== 'threads' && <span>{GRAPH_STRINGS.holds(node.count)}</span>}
      {node.traits.map((trait) => <span key={trait}>{GRAPH_STRINGS.traits[trait]}</span>)}
    </div>
  );
}
