'use client';

import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import styles from './graph.module.css';
import { isMotionReduced, onThemeChange, readPalette } from './read-palette';
import { StageHand, type Listener, type Show } from './stage-hand';

/** What one may do with the picture from outside. */
export interface CanvasHandle {
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly flyTo: (id: string) => void;
}

interface GraphCanvasProps extends Listener {
  readonly show: Show | null;
  readonly ref: Ref<CanvasHandle>;
  readonly isOnThing: boolean;
  readonly onWidth: (width: number) => void;
}

/** The canvas and who works it. Everything on it is also in the list beside it, so it is hidden from screen readers. */
export function GraphCanvas({ show, ref, isOnThing, onWidth, onPick, onHover, onDrop, onSteer }: GraphCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const hand = useRef<StageHand | null>(null);
  const listener = useRef<Listener>({ onPick, onHover, onDrop, onSteer });
  useEffect(() => {
    listener.current = { onPick, onHover, onDrop, onSteer };
  });
  useEffect(() => {
    if (canvas.current === null) return;
    const stage = takeStage(canvas.current, listener);
    hand.current = stage.hand;
    return stage.leave;
  }, []);
  useEffect(() => watchWidth(canvas.current, onWidth), [onWidth]);
  useEffect(() => {
    if (show !== null) hand.current?.show(show);
  }, [show]);
  useImperativeHandle(ref, () => ({
    fit: () => hand.current?.fit(isMotionReduced()),
    zoomBy: (factor) => hand.current?.zoomBy(factor, isMotionReduced()),
    flyTo: (id) => hand.current?.flyTo(id, isMotionReduced()),
  }), []);
  return <canvas ref={canvas} className={styles['canvas']} data-on-thing={isOnThing || undefined} aria-hidden="true" />;
}

function takeStage(canvas: HTMLCanvasElement, listener: { readonly current: Listener }): { hand: StageHand; leave: () => void } {
  const hand = new StageHand(canvas, {
    onPick: (id) => listener.current.onPick(id),
    onHover: (id, at) => listener.current.onHover(id, at),
    onDrop: (id, to) => listener.current.onDrop(id, to),
    onSteer: () => listener.current.onSteer(),
  });
  const dye = () => hand.dye(readPalette(canvas));
  dye();
  const unwatchTheme = onThemeChange(dye);
  const sizes = new ResizeObserver(() => hand.resize({ width: canvas.clientWidth, height: canvas.clientHeight }));
  sizes.observe(canvas);
  void document.fonts.ready.then(dye);
  const leave = () => {
    unwatchTheme();
    sizes.disconnect();
    hand.end();
  };
  return { hand, leave };
}

function watchWidth(canvas: HTMLCanvasElement | null, onWidth: (width: number) => void): (() => void) | undefined {
  if (canvas === null) return undefined;
  const sizes = new ResizeObserver(() => onWidth(canvas.clientWidth));
  sizes.observe(canvas);
  return () => sizes.disconnect();
}
