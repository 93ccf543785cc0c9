'use client';

import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import styles from './graph.module.css';
import { onThemeChange, readPalette } from './read-palette';
import type { Show } from './scene-keeper';
import { StageHand, type Listener } from './stage-hand';

/** What one may do with the picture from outside. */
export type CanvasHandle = Pick<StageHand, 'fit' | 'zoomBy' | 'flyTo' | 'lookAt' | 'goBack' | 'reveal'> & { readonly seen: () => ReturnType<StageHand['seen']> | null };

interface GraphCanvasProps extends Listener {
  readonly show: Show | null;
  readonly visited: string | null;
  readonly ref: Ref<CanvasHandle>;
}

/** The canvas and who works it. Everything on it is also in the list beside it, so it is hidden from screen readers. */
export function GraphCanvas({ show, visited, ref, onPick, onHover, onDrop, onSteer, onRest, onSize, onLook, onShown, onDrawn }: GraphCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const hand = useRef<StageHand | null>(null);
  const listener = useRef<Listener>({ onPick, onHover, onDrop, onSteer, onRest, onSize, onLook, onShown, onDrawn });
  useEffect(() => {
    listener.current = { onPick, onHover, onDrop, onSteer, onRest, onSize, onLook, onShown, onDrawn };
  });
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const stage = takeStage(canvas.current, listener);
    hand.current = stage.hand;
    return stage.leave;
  }, []);
  useEffect(() => {
    if (show !== null) hand.current?.show(show);
  }, [show]);
  useEffect(() => hand.current?.visit(visited), [visited]);
  useImperativeHandle(ref, () => ({
    fit: (isJump) => hand.current?.fit(isJump),
    zoomBy: (factor) => hand.current?.zoomBy(factor),
    flyTo: (id) => hand.current?.flyTo(id),
    goBack: (gaze) => hand.current?.goBack(gaze),
    lookAt: (gaze) => hand.current?.lookAt(gaze),
    reveal: (id) => hand.current?.reveal(id),
    seen: () => hand.current?.seen() ?? null,
  }), []);
  return <canvas ref={canvas} className={styles['canvas']} aria-hidden="true" />;
}

function takeStage(canvas: HTMLCanvasElement, listener: { readonly current: Listener }): { hand: StageHand; leave: () => void } {
  const hand = new StageHand(canvas, {
    onPick: (id) => listener.current.onPick(id),
    onHover: (id, at) => listener.current.onHover(id, at),
    onDrop: (id, to) => listener.current.onDrop(id, to),
    onSteer: () => listener.current.onSteer(),
    onRest: (gaze) => listener.current.onRest(gaze),
    onSize: (size) => listener.current.onSize(size),
    onLook: (camera, size) => listener.current.onLook(camera, size),
    onShown: () => listener.current.onShown(),
    onDrawn: (drawn) => listener.current.onDrawn(drawn),
  });
  const dye = () => hand.dye(readPalette(canvas));
  const measure = () => hand.resize({ width: canvas.clientWidth, height: canvas.clientHeight });
  dye();
  measure();
  const unwatchTheme = onThemeChange(dye);
  const sizes = new ResizeObserver(measure);
  sizes.observe(canvas);
  void document.fonts.ready.then(dye);
  const leave = () => {
    unwatchTheme();
    sizes.disconnect();
    hand.end();
  };
  return { hand, leave };
}
