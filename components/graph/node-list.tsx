'use client';

import { useId, useState, type KeyboardEvent } from 'react';
import type { GraphNode } from '@/lib/graph';
import type { ObjectId } from '@/lib/object-id';
import styles from './graph.module.css';
import { GRAPH_STRINGS } from './strings';

/** A list nobody can hear to its end helps nobody. */
const LIST_LIMIT = 300;

interface NodeListProps {
  /** In the order of the picture. */
  readonly nodes: readonly GraphNode[];
  readonly selected: ObjectId | null;
  /** The group whose processes are listed too. */
  readonly openGroup: string | null;
  readonly onSelect: (id: ObjectId | null) => void;
  /** Tells which node the keyboard is at, null when it left. */
  readonly onVisit: (id: string | null) => void;
}

/** The picture as a list, for the keyboard and for screen readers: arrows move, Enter selects, Escape lets go. */
export function NodeList({ nodes, selected, openGroup, onSelect, onVisit }: NodeListProps) {
  const listId = useId();
  const [at, setAt] = useState<string | null>(null);
  const listed = listedNodes(nodes, openGroup);
  const shown = listed.slice(0, LIST_LIMIT);
  const index = Math.max(0, shown.findIndex(({ id }) => id === at));
  const visit = (next: number) => {
    const node = shown[Math.min(shown.length - 1, Math.max(0, next))];
    setAt(node?.id ?? null);
    onVisit(node?.id ?? null);
  };
  const onKey = (event: KeyboardEvent) => {
    const act = actionOf(event.key, index, shown.length);
    if (act === null) return;
    event.preventDefault();
    if (typeof act === 'number') visit(act);
    else onSelect(act === 'select' ? (shown[index]?.object ?? null) : null);
  };
  return (
    <div className="unseen">
      <div role="listbox" tabIndex={0} aria-label={GRAPH_STRINGS.objects} aria-activedescendant={shown.length > 0 ? `${listId}-${index}` : undefined} onKeyDown={onKey} onFocus={() => visit(index)} onBlur={() => onVisit(null)} className={styles['list']}>
        {shown.map((node, place) => (
          <div key={node.id} id={`${listId}-${place}`} role="option" aria-selected={node.object !== null && node.object === selected}>
            {GRAPH_STRINGS.name(node)}
          </div>
        ))}
      </div>
      {listed.length > shown.length && <p>{GRAPH_STRINGS.more(listed.length - shown.length)}</p>}
    </div>
  );
}

/** Groups and namespaces once each; processes only of the group that is looked at, and those without one. */
export function listedNodes(nodes: readonly GraphNode[], openGroup: string | null): GraphNode[] {
  const seen = new Set<string>();
  return nodes.filter((node) => {
    if (node.kind === 'process' && node.parent !== null && node.parent !== openGroup) return false;
    const name = node.object ?? node.id;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function actionOf(key: string, index: number, count: number): number | 'select' | 'leave' | null {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return index + 1;
    case 'ArrowUp':
    case 'ArrowLeft':
      return index - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Enter':
    case ' ':
      return 'select';
    case 'Escape':
      return 'leave';
    default:
      return null;
  }
}
