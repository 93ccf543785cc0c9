import { select } from 'd3-selection';
import 'd3-transition';
import { zoom, zoomIdentity, zoomTransform, type D3ZoomEvent, type ZoomBehavior } from 'd3-zoom';
import type { Place, Positions } from '@/lib/layout';
import type { Palette } from '@/lib/palette';
import { buildScene, type Mark } from '@/lib/scene';
import type { Selection } from '@/lib/select';
import { cameraOn, cameraToFit, SCALE_LIMITS, windowOf, type Size } from './camera';
import { paint, type Camera } from './paint';
import { pick } from './pick';

export interface Point {
  readonly x: number;
  readonly y: number;
}
/** What the stage hand tells. Points are CSS pixels of the canvas. */
export interface Listener {
  readonly onPick: (id: string | null) => void;
  readonly onHover: (id: string | null, at: Point) => void;
  /** A group of the ground was put down at a place of the world. */
  readonly onDrop: (id: string, to: Point) => void;
  /** The camera was moved by hand. */
  readonly onSteer: () => void;
}
/** What is on show. */
export interface Show {
  readonly selection: Selection;
  readonly positions: Positions;
  readonly fresh: ReadonlySet<string>;
}

const FADE_MS = 500;
const FLIGHT_MS = 450;
/** A pointer that moved less than this meant to click. */
const CLICK_REACH = 4;
/** Of the smaller side of the canvas: a group larger than this is the ground one moves on, not a thing to drag. */
const DRAG_SHARE = 0.4;

interface Drag {
  readonly id: string;
  readonly from: Point;
  readonly inside: ReadonlySet<string>;
  moved: Point;
}

/** Owns a canvas from mount to unmount: its size, camera, frames and pointers. Draws only when something changed. */
export class StageHand {
  readonly #canvas: HTMLCanvasElement;
  readonly #listener: Listener;
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  readonly #ends = new AbortController();
  #size: Size = { width: 0, height: 0 };
  #show: Show | null = null;
  #palette: Palette | null = null;
  #scene: { readonly marks: readonly Mark[]; readonly camera: Camera } | null = null;
  #freshSince = 0;
  #frame = 0;
  #drag: Drag | null = null;

  constructor(canvas: HTMLCanvasElement, listener: Listener) {
    this.#canvas = canvas;
    this.#listener = listener;
    this.#zoom = zoom<HTMLCanvasElement, unknown>().scaleExtent([...SCALE_LIMITS]).clickDistance(CLICK_REACH);
    this.#zoom.filter((event: MouseEvent) => (!event.ctrlKey || event.type === 'wheel') && event.button === 0 && (event.type !== 'mousedown' || this.#draggableAt(pointOf(canvas, event)) === null));
    this.#zoom.on('zoom', (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      if (event.sourceEvent !== null) listener.onSteer();
      this.#draw();
    });
    select(canvas).call(this.#zoom).on('dblclick.zoom', null);
    this.#listen();
  }

  end(): void {
    this.#ends.abort();
    cancelAnimationFrame(this.#frame);
    select(this.#canvas).on('.zoom', null).interrupt();
  }

  show(show: Show): void {
    if (show.fresh !== this.#show?.fresh && show.fresh.size > 0) this.#freshSince = performance.now();
    this.#show = show;
    this.#scene = null;
    this.#draw();
  }

  dye(palette: Palette): void {
    this.#palette = palette;
    this.#draw();
  }

  resize(size: Size): void {
    this.#size = size;
    this.#canvas.width = Math.round(size.width * devicePixelRatio);
    this.#canvas.height = Math.round(size.height * devicePixelRatio);
    this.#scene = null;
    this.#draw();
  }

  fit(isCalm: boolean): void {
    if (this.#show !== null) this.#moveTo(cameraToFit(this.#show.positions, this.#size), isCalm);
  }

  zoomBy(factor: number, isCalm: boolean): void {
    const selection = select(this.#canvas);
    if (isCalm) this.#zoom.scaleBy(selection, factor);
    else this.#zoom.scaleBy(selection.transition().duration(160), factor);
  }

  flyTo(id: string, isCalm: boolean): void {
    const place = this.#show?.positions.get(id);
    if (place !== undefined) this.#moveTo(cameraOn(place, this.#size, this.#camera()), isCalm);
  }

  #moveTo({ x, y, k }: Camera, isCalm: boolean): void {
    const selection = select(this.#canvas);
    const transform = zoomIdentity.translate(x, y).scale(k);
    if (isCalm) this.#zoom.transform(selection, transform);
    else this.#zoom.transform(selection.transition().duration(FLIGHT_MS), transform);
  }

  #camera(): Camera {
    return zoomTransform(this.#canvas);
  }

  #worldAt({ x, y }: Point): Point {
    const camera = this.#camera();
    return { x: (x - camera.x) / camera.k, y: (y - camera.y) / camera.k };
  }

  #pickAt(at: Point): string | null {
    return this.#scene === null ? null : pick(this.#scene.marks, this.#worldAt(at), this.#camera().k);
  }

  /** The group of the ground under the pointer, unless it fills the view. */
  #draggableAt(at: Point): string | null {
    const id = this.#pickAt(at);
    if (id === null || this.#show === null) return null;
    const top = topOf(this.#show.selection, id);
    const place = this.#show.positions.get(top);
    const isThing = place !== undefined && 2 * place.r * this.#camera().k < DRAG_SHARE * Math.min(this.#size.width, this.#size.height);
    return isThing ? top : null;
  }

  #listen(): void {
    const canvas = this.#canvas;
    const { signal } = this.#ends;
    canvas.addEventListener('click', (event) => this.#listener.onPick(this.#pickAt(pointOf(canvas, event))), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(pointOf(canvas, event)), { signal });
    canvas.addEventListener('pointerleave', (event) => this.#listener.onHover(null, pointOf(canvas, event)), { signal });
    canvas.addEventListener('pointerdown', (event) => this.#take(event), { signal });
    canvas.addEventListener('pointerup', () => this.#drop(), { signal });
    canvas.addEventListener('pointercancel', () => this.#drop(), { signal });
  }

  #take(event: PointerEvent): void {
    const at = pointOf(this.#canvas, event);
    const id = event.button === 0 && event.pointerType === 'mouse' ? this.#draggableAt(at) : null;
    if (id === null || this.#show === null) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#drag = { id, from: at, inside: insideOf(this.#show.selection, id), moved: { x: 0, y: 0 } };
  }

  #move(at: Point): void {
    const drag = this.#drag;
    if (drag === null) {
      this.#listener.onHover(this.#pickAt(at), at);
      return;
    }
    drag.moved = { x: at.x - drag.from.x, y: at.y - drag.from.y };
    this.#listener.onHover(null, at);
    this.#scene = null;
    this.#draw();
  }

  #drop(): void {
    const drag = this.#drag;
    this.#drag = null;
    const place = drag === null ? undefined : this.#show?.positions.get(drag.id);
    if (drag === null || this.#show === null || place === undefined || Math.hypot(drag.moved.x, drag.moved.y) < CLICK_REACH) return;
    const { k } = this.#camera();
    this.#show = { ...this.#show, positions: movedPositions(this.#show.positions, drag, k) };
    this.#canvas.addEventListener('click', (event) => event.stopImmediatePropagation(), { once: true, capture: true, signal: AbortSignal.timeout(50) });
    this.#listener.onDrop(drag.id, { x: place.x + drag.moved.x / k, y: place.y + drag.moved.y / k });
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow(): void {
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (context === null || this.#show === null || this.#palette === null || this.#size.width === 0) return;
    const camera = this.#camera();
    const fade = Math.min(1, (performance.now() - this.#freshSince) / FADE_MS);
    const font = getComputedStyle(this.#canvas).fontFamily;
    paint(context, this.#sceneFor(this.#show, camera), this.#palette, { camera, ...this.#size, density: devicePixelRatio, font, fade });
    if (fade < 1) this.#draw();
  }

  /** A pan within the margin of the scene needs no new one. */
  #sceneFor({ selection, positions, fresh }: Show, camera: Camera): readonly Mark[] {
    const last = this.#scene;
    if (last?.camera.k === camera.k && isNear(last.camera, camera, this.#size)) return last.marks;
    const places = this.#drag === null ? positions : movedPositions(positions, this.#drag, camera.k);
    const marks = buildScene(selection, places, { scale: camera.k, window: windowOf(camera, this.#size), fresh });
    this.#scene = { marks, camera: { x: camera.x, y: camera.y, k: camera.k } };
    return marks;
  }
}

function isNear(a: Camera, b: Camera, { width, height }: Size): boolean {
  const reach = Math.max(width, height) * 0.4;
  return Math.abs(a.x - b.x) < reach && Math.abs(a.y - b.y) < reach;
}

function pointOf(canvas: HTMLCanvasElement, { clientX, clientY }: MouseEvent): Point {
  const { left, top } = canvas.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

function parentsOf({ graph }: Selection): ReadonlyMap<string, string | null> {
  return new Map(graph.nodes.map(({ id, parent }) => [id, parent]));
}

function topOf(selection: Selection, id: string): string {
  const parents = parentsOf(selection);
  let top = id;
  for (let parent = parents.get(top); parent !== undefined && parent !== null; parent = parents.get(top)) top = parent;
  return top;
}

/** A group and all in it: groups come before what is in them. */
function insideOf({ graph }: Selection, id: string): ReadonlySet<string> {
  const inside = new Set([id]);
  for (const node of graph.nodes) if (node.parent !== null && inside.has(node.parent)) inside.add(node.id);
  return inside;
}

function movedPositions(positions: Positions, { inside, moved }: Drag, k: number): Positions {
  const places = new Map<string, Place>(positions);
  for (const id of inside) {
    const place = positions.get(id);
    if (place !== undefined) places.set(id, { ...place, x: place.x + moved.x / k, y: place.y + moved.y / k });
  }
  return places;
}
