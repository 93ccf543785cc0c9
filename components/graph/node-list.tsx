'use client';

import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type MouseEvent } from 'react';
import type { Graph } from '@/lib/graph';
import { listNodes, walk, type Step } from '@/lib/graph-list';
import type { ObjectId } from '@/lib/object-id';
import { isPart } from '@/lib/select';
import styles from './graph.module.css';
import { GRAPH_STRINGS } from './strings';

/** A list nobody can hear to its end helps nobody. */
const LIST_LIMIT = 400;

interface NodeListProps {
  readonly graph: Graph;
  readonly selected: ObjectId | null;
  /** The group that is looked at. */
  readonly openGroup: string | null;
  readonly onSelect: (id: ObjectId | null) => void;
  /** Tells which node the keyboard is at, null when it left. */
  readonly onVisit: (id: string | null) => void;
}

const STEP_BY_KEY: Readonly<Partial<Record<string, Step>>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  ArrowRight: 'in',
  ArrowLeft: 'out',
  Home: 'first',
  End: 'last',
};

/** The picture as a list, for the keyboard and for screen readers: arrows walk, Enter selects, Escape lets go. */
export function NodeList({ graph, selected, openGroup, onSelect, onVisit }: NodeListProps) {
  const [visited, setVisited] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const list = listNodes(graph, openGroup, LIST_LIMIT);
  const at = Math.max(0, list.nodes.findIndex(({ id }) => id === visited));
  useFocusKept(box, at);
  const select = (place: number) => onSelect(list.nodes[place]?.object ?? null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEP_BY_KEY[event.key];
    const from = placeOf(event.target);
    if (step !== undefined) optionAt(box.current, walk(list, graph, from, step))?.focus();
    else if (event.key === 'Enter' || event.key === ' ') select(from);
    else if (event.key === 'Escape') onSelect(null);
    else return;
    event.preventDefault();
  };
  const onFocus = ({ target }: FocusEvent) => {
    const id = list.nodes[placeOf(target)]?.id ?? null;
    setVisited(id);
    onVisit(id);
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) onVisit(null);
  };
  return (
    <div className="unseen">
      <div ref={box} role="listbox" tabIndex={-1} aria-label={GRAPH_STRINGS.objects} className={styles['list']} onKeyDown={onKeyDown} onFocus={onFocus} onBlur={onBlur} onClick={({ target }: MouseEvent) => select(placeOf(target))}>
        {list.nodes.map((node, place) => (
          <div key={node.id} role="option" data-place={place} tabIndex={place === at ? 0 : -1} aria-selected={node.object !== null && node.object === selected && !isPart(node)}>
            {[GRAPH_STRINGS.name(node), ...node.said].join(', ')}
          </div>
        ))}
      </div>
      {list.left > 0 && <p>{GRAPH_STRINGS.more(list.left)}</p>}
    </div>
  );
}

function optionAt(box: HTMLDivElement | null, place: number): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-place="${place}"]`) ?? null;
}

function placeOf(target: EventTarget): number {
  return target instanceof HTMLElement ? Number(target.closest<HTMLElement>('[data-place]')?.dataset['place'] ?? -1) : -1;
}

/** When the node at which the keyboard was goes away, the keyboard goes on where it was. */
function useFocusKept(box: { readonly current: HTMLDivElement | null }, at: number): void {
  const hadFocus = useRef(false);
  useEffect(() => {
    const list = box.current;
    if (list === null) return undefined;
    const note = () => {
      hadFocus.current = list.contains(document.activeElement);
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [box]);
  useEffect(() => {
    const isLost = hadFocus.current && (document.activeElement === document.body || document.activeElement === null);
    if (isLost) optionAt(box.current, at)?.focus();
  });
}
