import type { Graph, Harbour } from '@/lib/graph';
import { CSS_NAME_BY_INK, SHAPE_BY_HARBOUR, type Ink, type Shape } from '@/lib/palette';
import { PATH_BY_SHAPE } from '../objects/type-sign';
import styles from './harbour-key.module.css';
import { HARBOUR_WORDS, NETWORK_STRINGS } from './strings';

const INK_BY_HARBOUR: Readonly<Record<Harbour, Ink>> = { hardware: 'accent', cable: 'wireCable', master: 'inkMuted', stacked: 'wireCable', tunnel: 'wireCable', other: 'wireCable' };

/** What each sign of an interface means, of those that there are. */
export function HarbourKey({ graph }: { graph: Graph }) {
  const interfaces = graph.nodes.filter(({ kind }) => kind === 'interface');
  const there = new Set(interfaces.map(({ harbour }) => harbour));
  const isAnyDown = interfaces.some(({ traits }) => traits.includes('down'));
  return (
    <ul className={styles['key']} aria-label={NETWORK_STRINGS.harbours}>
      {(Object.keys(SHAPE_BY_HARBOUR) as Harbour[]).filter((harbour) => there.has(harbour)).map((harbour) => (
        <li key={harbour}><Sign shape={SHAPE_BY_HARBOUR[harbour]} ink={INK_BY_HARBOUR[harbour]} />{HARBOUR_WORDS[harbour]}</li>
      ))}
      {isAnyDown && <li><Sign shape="circle" ink="inkFaint" isHollow />{NETWORK_STRINGS.down}</li>}
    </ul>
  );
}

function Sign({ shape, ink, isHollow = false }: { shape: Shape; ink: Ink; isHollow?: boolean }) {
  const colour = `var(${CSS_NAME_BY_INK[ink]})`;
  return (
    <svg width={11} height={11} viewBox="-1 -1 14 14" aria-hidden="true">
      <path d={PATH_BY_SHAPE[shape]} style={{ fill: isHollow ? 'none' : colour, stroke: colour }} strokeWidth={isHollow ? 1.8 : 0} />
    </svg>
  );
}
