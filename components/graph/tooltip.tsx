import type { Colouring } from '@/lib/colour';
import type { GraphNode } from '@/lib/graph';
import { nodeAmount } from '../usage/amount-words';
import type { Size } from './camera';
import type { Point } from './drag';
import styles from './graph.module.css';
import { GRAPH_STRINGS } from './strings';

const OFFSET = 14;

interface TooltipProps {
  readonly node: GraphNode;
  readonly at: Point;
  readonly size: Size;
  readonly colouring: Colouring | null;
}

/** What the pointer rests on. It never takes the pointer; the list says the same to who has none. */
export function Tooltip({ node, at, size, colouring }: TooltipProps) {
  const { kind, count, namespaces, type, traits, said } = node;
  const amount = nodeAmount(colouring, node.id);
  const beside = at.x > size.width / 2 ? { right: size.width - at.x + OFFSET } : { left: at.x + OFFSET };
  const below = at.y > size.height / 2 ? { bottom: size.height - at.y + OFFSET } : { top: at.y + OFFSET };
  return (
    <div className={styles['tooltip']} style={{ ...beside, ...below }} aria-hidden="true">
      <strong>{GRAPH_STRINGS.name(node)}</strong>
      {count > 0 && kind !== 'set' && kind !== 'threads' && kind !== 'process' && <span>{GRAPH_STRINGS.holds(count)}</span>}
      {amount !== null && <span>{amount}</span>}
      {namespaces > 1 && <span>{GRAPH_STRINGS.alike(namespaces - 1, type ?? '')}</span>}
      {said.map((line) => <span key={line}>{line}</span>)}
      {traits.map((trait) => <span key={trait}>{GRAPH_STRINGS.traits[trait]}</span>)}
    </div>
  );
}
