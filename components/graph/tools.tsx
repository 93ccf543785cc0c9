import type { RefObject } from 'react';
import { VIEW_STRINGS } from '../view/strings';
import { Button } from '../ui/button';
import type { CanvasHandle } from './graph-canvas';
import styles from './graph.module.css';
import { GRAPH_STRINGS } from './strings';

const ZOOM_FACTOR = 1.6;

interface ToolsProps {
  readonly canvas: RefObject<CanvasHandle | null>;
  readonly onArrange: () => void;
  /** Whether only what is near the selection is shown; null: nothing is selected. */
  readonly isNear: boolean | null;
  readonly onNear: () => void;
}

export function Tools({ canvas, onArrange, isNear, onNear }: ToolsProps) {
  return (
    <div className={styles['tools']} role="group" aria-label={GRAPH_STRINGS.tools}>
      <Button icon="plus" aria-label={GRAPH_STRINGS.zoomIn} onClick={() => canvas.current?.zoomBy(ZOOM_FACTOR)} />
      <Button icon="minus" aria-label={GRAPH_STRINGS.zoomOut} onClick={() => canvas.current?.zoomBy(1 / ZOOM_FACTOR)} />
      <Button icon="fit" aria-label={GRAPH_STRINGS.fit} onClick={() => canvas.current?.fit()} />
      <Button icon="near" aria-label={VIEW_STRINGS.enterNear} aria-pressed={isNear === true} aria-keyshortcuts="f" disabled={isNear === null} onClick={onNear} />
      <Button icon="refresh" aria-label={GRAPH_STRINGS.arrange} onClick={onArrange} />
    </div>
  );
}
