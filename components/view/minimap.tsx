'use client';

import { useEffect, useImperativeHandle, useMemo, useRef, type PointerEvent, type Ref } from 'react';
import { boxOf, type Box } from '@/lib/picture-frame';
import type { Positions } from '@/lib/layout';
import type { Camera } from '@/lib/mark-shape';
import type { Selection } from '@/lib/select';
import styles from './minimap.module.css';

export interface MinimapHandle {
  /** The camera stands there now. */
  readonly follow: (camera: Camera, size: { readonly width: number; readonly height: number }) => void;
}

interface MinimapProps {
  readonly selection: Selection;
  readonly positions: Positions;
  /** Brings a place of the world into the middle. */
  readonly onGo: (x: number, y: number) => void;
  readonly ref: Ref<MinimapHandle>;
}

const MARGIN = 0.03;

/**
 * The whole picture in small, with the part that is seen; pressed or dragged, it moves the camera. It shows itself only when there
 * is more than what is seen. The list and the keys do the same for who has no pointer, so it is hidden from screen readers.
 */
export function Minimap({ selection, positions, onGo, ref }: MinimapProps) {
  const svg = useRef<SVGSVGElement>(null);
  const seen = useRef<SVGRectElement>(null);
  const { box, outline } = useMemo(() => groundOf(selection.graph, positions), [selection.graph, positions]);
  const last = useRef<Parameters<MinimapHandle['follow']> | null>(null);
  const follow: MinimapHandle['follow'] = (camera, size) => {
    last.current = [camera, size];
    if (svg.current !== null && seen.current !== null) drawSeen(svg.current, seen.current, { camera, size, box });
  };
  useImperativeHandle(ref, () => ({ follow }));
  useEffect(() => {
    if (last.current !== null) follow(...last.current);
  });
  const go = (event: PointerEvent<SVGSVGElement>) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(event.currentTarget.getScreenCTM()?.inverse());
    onGo(at.x, at.y);
  };
  return (
    <svg
      ref={svg}
      className={styles['map']}
      viewBox={`${box.left} ${box.top} ${box.right - box.left} ${box.bottom - box.top}`}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons > 0) go(event);
      }}
    >
      <path className={styles['ground']} d={outline} />
      <rect ref={seen} className={styles['seen']} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** What stands on the open ground, as one path. */
function groundOf({ nodes }: Selection['graph'], positions: Positions): { readonly box: Box; readonly outline: string } {
  const places = nodes.filter(({ parent }) => parent === null).flatMap(({ id }) => positions.get(id) ?? []);
  const { left, right, top, bottom } = boxOf(places) ?? { left: -1, right: 1, top: -1, bottom: 1 };
  const margin = MARGIN * Math.max(right - left, bottom - top);
  const circles = places.map(({ x, y, r }) => `M${round(x - r)} ${round(y)}a${round(r)} ${round(r)} 0 1 0 ${round(2 * r)} 0a${round(r)} ${round(r)} 0 1 0 ${round(-2 * r)} 0`);
  return { box: { left: left - margin, right: right + margin, top: top - margin, bottom: bottom + margin }, outline: circles.join('') };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** By hand: a camera that moves must not make the page render. */
function drawSeen(svg: SVGSVGElement, rect: SVGRectElement, { camera: { x, y, k }, size, box }: { readonly camera: Camera; readonly size: { readonly width: number; readonly height: number }; readonly box: Box }): void {
  const part = { left: -x / k, top: -y / k, right: (size.width - x) / k, bottom: (size.height - y) / k };
  const isAll = part.left <= box.left && part.right >= box.right && part.top <= box.top && part.bottom >= box.bottom;
  svg.style.visibility = isAll ? 'hidden' : 'visible';
  rect.setAttribute('x', String(part.left));
  rect.setAttribute('y', String(part.top));
  rect.setAttribute('width', String(part.right - part.left));
  rect.setAttribute('height', String(part.bottom - part.top));
}
