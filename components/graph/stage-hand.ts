import { select } from 'd3-selection';
import 'd3-transition';
import { zoom, zoomIdentity, zoomTransform, type D3ZoomEvent, type ZoomBehavior } from 'd3-zoom';
import type { Camera } from '@/lib/mark-shape';
import type { Palette } from '@/lib/palette';
import type { Drawn, Mark } from '@/lib/scene';
import { endedMarks, fadedMarks } from '@/lib/scene-leaving';
import { hintMarks } from '@/lib/scene-nodes';
import type { Gaze } from '@/lib/view';
import { cameraAt, cameraKept, cameraOn, cameraOnAll, cameraShowing, gazeOf, SCALE_LIMITS, stepOf, type Size } from './camera';
import { coveredTop } from './covered-top';
import { insideOf, movedPlaces, topOf, type Drag, type Point } from './drag';
import { paint, paintOver, type Frame } from './paint';
import { pick } from './pick';
import { isMotionReduced } from './read-palette';
import { looksAlike, placesOf, SceneKeeper, type Show } from './scene-keeper';
import { Still } from './still';

/** What the stage hand tells. Points are CSS pixels of the canvas. */
export interface Listener {
  readonly onPick: (id: string | null) => void;
  readonly onHover: (id: string | null, at: Point) => void;
  /** A node of the ground was put down at a place of the world. */
  readonly onDrop: (id: string, to: Point) => void;
  /** The camera was moved by hand. */
  readonly onSteer: () => void;
  /** The camera has come to rest; null: it shows all. */
  readonly onRest: (gaze: Gaze | null) => void;
  readonly onSize: (size: Size) => void;
  /** A frame is drawn: the camera stands there. */
  readonly onLook: (camera: Camera, size: Size) => void;
  /** What is to be shown is painted, all of it. */
  readonly onShown: () => void;
  /** How much of what there is has a mark of its own at this scale. */
  readonly onDrawn: (drawn: Drawn) => void;
}
/** More marks than these take longer to paint than a frame lasts. */
const MANY_MARKS = 500;
const FADE_MS = 500;
const FLIGHT_MS = 450;
const ZOOM_MS = 160;
/** A pointer that moved less than this meant to click. */
const CLICK_REACH = 4;
/** Of the smaller side of the canvas: a group larger than this is the ground one moves on, not a thing to drag. */
const DRAG_SHARE = 0.4;

/** Owns a canvas from mount to unmount: its size, camera, frames and pointers. Draws only when something changed. */
export class StageHand {
  readonly #canvas: HTMLCanvasElement;
  readonly #listener: Listener;
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  readonly #ends = new AbortController();
  #size: Size = { width: 0, height: 0 };
  #density = 1;
  #show: Show | null = null;
  #palette: Palette | null = null;
  #font = 'sans-serif';
  readonly #scene: SceneKeeper;
  readonly #still = new Still();
  #isMoving = false;
  /** What the camera was last pointed at: a node, or all. Null since somebody steered. */
  #aim: { readonly id: string | null } | null = null;
  #pointed: string | null = null;
  #visited: string | null = null;
  /** When somebody last came or went, and who went. */
  #freshSince = -FADE_MS;
  #ended: readonly Mark[] = [];
  #frame = 0;
  #drag: Drag | null = null;
  #isDropped = false;

  constructor(canvas: HTMLCanvasElement, listener: Listener) {
    this.#canvas = canvas;
    this.#listener = listener;
    this.#scene = new SceneKeeper({ onBuilt: () => this.#draw(), onDrawn: listener.onDrawn });
    this.#zoom = zoom<HTMLCanvasElement, unknown>().scaleExtent([...SCALE_LIMITS]).clickDistance(CLICK_REACH);
    this.#zoom.filter((event: MouseEvent) => this.#mayZoom(event));
    this.#zoom.on('start', () => this.#setMoving(true)).on('end', () => this.#setMoving(false)).on('zoom', (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => this.#follow(event));
    select(canvas).call(this.#zoom).on('dblclick.zoom', null);
    this.#listen();
  }

  end(): void {
    this.#ends.abort();
    cancelAnimationFrame(this.#frame);
    select(this.#canvas).on('.zoom', null).interrupt();
  }

  show(show: Show): void {
    const isNews = this.#show === null || !looksAlike(this.#show, show);
    if (isNews) this.#change(show);
    this.#show = show;
  }

  #change(show: Show): void {
    const ended = show.selection.graph.scene === this.#show?.selection.graph.scene ? endedMarks(this.#scene.marks, (id) => show.positions.has(id)) : [];
    const isNew = show.fresh !== this.#show?.fresh && (show.fresh.size > 0 || ended.length > 0);
    if (isNew && !isMotionReduced()) this.#freshSince = performance.now();
    if (isNew) this.#ended = ended;
    this.#show = show;
    this.#scene.spoil();
    this.#draw();
  }

  visit(id: string | null): void {
    this.#visited = id;
    this.#draw();
  }

  dye(palette: Palette): void {
    this.#palette = palette;
    this.#font = getComputedStyle(this.#canvas).fontFamily;
    this.#draw();
  }

  resize(size: Size): void {
    const before = this.#size;
    // Who watches a size is told of it at the start too: what was painted a moment ago need not be painted again.
    if (before.width === size.width && before.height === size.height && this.#density === devicePixelRatio) return;
    this.#size = size;
    this.#density = devicePixelRatio;
    this.#canvas.width = Math.round(size.width * this.#density);
    this.#canvas.height = Math.round(size.height * this.#density);
    this.#listener.onSize(size);
    if (before.width !== size.width || before.height !== size.height) this.#keepInSight(before);
    // A canvas that was given a size is blank: drawing in the same frame saves a flash.
    this.#drawNow();
  }

  fit(isJump = false): void {
    this.#aim = { id: null };
    if (this.#show !== null) this.#moveTo(cameraOnAll(placesOf(this.#show), this.#size, coveredTop(this.#canvas)), isJump);
  }

  zoomBy(factor: number): void {
    this.#aim = null;
    const selection = select(this.#canvas);
    if (isMotionReduced()) this.#zoom.scaleBy(selection, factor);
    else this.#zoom.scaleBy(selection.transition().duration(ZOOM_MS), factor);
  }

  /** To a node; where a way to the outside is lit with it, to all of that. */
  flyTo(id: string, isJump = false): void {
    this.#aim = { id };
    const place = this.#show?.positions.get(id);
    if (this.#show === null || place === undefined) return;
    const { positions, selection } = this.#show;
    const way = [...selection.way].flatMap((step) => positions.get(step) ?? []);
    this.#moveTo(way.length === 0 ? cameraOn(place, this.#size, this.#camera()) : cameraOnAll([place, ...way], this.#size), isJump);
  }

  /** Where the camera stands, how large the canvas is, and for which scale its marks are made. */
  seen(): Size & { readonly camera: Camera; readonly sceneScale: number } {
    const { x, y, k } = this.#camera();
    return { ...this.#size, camera: { x, y, k }, sceneScale: stepOf(k) };
  }

  /** As a link has it. */
  lookAt(gaze: Gaze): void {
    this.#aim = null;
    this.#moveTo(cameraAt(gaze, this.#size), true);
  }

  /** To where one stood before. */
  goBack(gaze: Gaze): void {
    this.#aim = null;
    this.#moveTo(cameraAt(gaze, this.#size));
  }

  /** When a panel opens or the window changes, what was looked at stays in the middle. */
  #keepInSight(before: Size): void {
    if (this.#aim === null) this.#moveTo(cameraKept(this.#camera(), before, this.#size), true);
    else if (this.#aim.id === null) this.fit(true);
    else this.flyTo(this.#aim.id, true);
  }

  /** Pans as little as needed for the node to be seen. */
  reveal(id: string): void {
    const place = this.#show?.positions.get(id);
    const now = this.#camera();
    const camera = place === undefined ? now : cameraShowing(place, this.#size, now);
    if (camera.x !== now.x || camera.y !== now.y) this.#moveTo(camera);
  }

  #moveTo({ x, y, k }: Camera, isJump = false): void {
    const selection = select(this.#canvas);
    const transform = zoomIdentity.translate(x, y).scale(k);
    selection.interrupt();
    if (isJump || isMotionReduced()) this.#zoom.transform(selection, transform);
    else this.#zoom.transform(selection.transition().duration(FLIGHT_MS), transform);
  }

  /** A touch has no button. What can be dragged does not move the camera. */
  #mayZoom(event: MouseEvent): boolean {
    if (event.type === 'wheel') return true;
    if (event.ctrlKey || event.button > 0) return false;
    return event.type !== 'mousedown' || this.#draggableAt(pointOf(this.#canvas, event)) === null;
  }

  #setMoving(isMoving: boolean): void {
    this.#isMoving = isMoving;
    if (!isMoving) this.#listener.onRest(this.#aim?.id === null ? null : gazeOf(this.#camera(), this.#size));
    this.#draw();
  }

  #follow({ sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>): void {
    if (sourceEvent !== null) {
      this.#aim = null;
      this.#listener.onSteer();
    }
    // What was under the pointer has moved away.
    this.#point(null, { x: 0, y: 0 });
    this.#draw();
  }

  #camera(): Camera {
    return zoomTransform(this.#canvas);
  }

  #pickAt({ x, y }: Point): string | null {
    const camera = this.#camera();
    const world = { x: (x - camera.x) / camera.k, y: (y - camera.y) / camera.k };
    return pick(this.#scene.marks, world, camera.k);
  }

  /** The node of the ground under the pointer, unless it fills the view. */
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
    canvas.addEventListener('click', (event) => this.#click(pointOf(canvas, event)), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(pointOf(canvas, event)), { signal });
    canvas.addEventListener('pointerleave', (event) => this.#point(null, pointOf(canvas, event)), { signal });
    canvas.addEventListener('pointerdown', (event) => this.#take(event), { signal });
    canvas.addEventListener('pointerup', () => this.#drop(), { signal });
    canvas.addEventListener('pointercancel', () => this.#drop(), { signal });
  }

  /** The click that ends a drag is none. */
  #click(at: Point): void {
    if (!this.#isDropped) this.#listener.onPick(this.#pickAt(at));
    this.#isDropped = false;
  }

  #take(event: PointerEvent): void {
    this.#isDropped = false;
    const at = pointOf(this.#canvas, event);
    const id = event.button === 0 && event.pointerType === 'mouse' ? this.#draggableAt(at) : null;
    if (id === null || this.#show === null) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#drag = { id, from: at, inside: insideOf(this.#show.selection, id), moved: { x: 0, y: 0 } };
  }

  #move(at: Point): void {
    if (this.#drag === null) {
      this.#point(this.#pickAt(at), at);
      return;
    }
    const moved = { x: at.x - this.#drag.from.x, y: at.y - this.#drag.from.y };
    if (Math.hypot(moved.x, moved.y) < CLICK_REACH) return;
    this.#drag = { ...this.#drag, moved };
    this.#point(null, at);
    this.#scene.spoil();
    this.#draw();
  }

  #point(id: string | null, at: Point): void {
    this.#canvas.style.cursor = id === null ? '' : 'pointer';
    if (id !== null || this.#pointed !== null) this.#listener.onHover(id, at);
    if (id !== this.#pointed) this.#draw();
    this.#pointed = id;
  }

  #drop(): void {
    const drag = this.#drag;
    this.#drag = null;
    const place = drag === null ? undefined : this.#show?.positions.get(drag.id);
    if (drag === null || this.#show === null || place === undefined) return;
    const { k } = this.#camera();
    this.#isDropped = Math.hypot(drag.moved.x, drag.moved.y) >= CLICK_REACH;
    if (!this.#isDropped) return;
    this.#scene.spoil();
    this.#draw();
    this.#show = { ...this.#show, positions: movedPlaces(this.#show.positions, drag, k) };
    this.#listener.onDrop(drag.id, { x: place.x + drag.moved.x / k, y: place.y + drag.moved.y / k });
  }

  #draw(): void {
    if (this.#ends.signal.aborted) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow(): void {
    if (this.#density !== devicePixelRatio) {
      this.resize(this.#size);
      return;
    }
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (context === null || this.#palette === null || this.#size.width === 0) return;
    const fade = Math.min(1, (performance.now() - this.#freshSince) / FADE_MS);
    this.#listener.onLook(this.#camera(), this.#size);
    const frame = { camera: this.#camera(), ...this.#size, density: this.#density, font: this.#font, fade };
    if (this.#show === null) {
      // Unpainted, an opaque canvas is black.
      paint(context, [], this.#palette, frame);
      return;
    }
    const isDone = this.#paintScene(context, { show: this.#show, palette: this.#palette, frame }) && (fade === 1 || this.#ended.length === 0);
    if (fade === 1) this.#ended = [];
    paintOver(context, fadedMarks(this.#ended, 1 - fade), this.#palette, frame);
    paintOver(context, this.#hints(this.#show), this.#palette, frame);
    if (!isDone) this.#draw();
    if (!this.#scene.isBuilding) this.#listener.onShown();
  }

  /** The names of what they surround lie on top of them. */
  #hints({ positions }: Show): readonly Mark[] {
    const rings = hintMarks(positions, { pointed: this.#pointed, visited: this.#visited });
    if (rings.length === 0) return rings;
    return [...rings, ...this.#scene.marks.filter(({ kind, id }) => kind === 'label' && (id === this.#pointed || id === this.#visited))];
  }

  /** True when the next frame would be the same. Where there are many marks, nothing fades, and a moving camera sees a still. */
  #paintScene(context: CanvasRenderingContext2D, { show, palette, frame }: { show: Show; palette: Palette; frame: Frame }): boolean {
    const isMany = this.#scene.marks.length > MANY_MARKS;
    if (isMany && this.#isMoving && this.#still.canStandIn(frame, palette)) {
      this.#still.show(context, frame);
      return true;
    }
    const positions = this.#drag === null ? show.positions : movedPlaces(show.positions, this.#drag, frame.camera.k);
    const marks = this.#scene.marksFor({ ...show, positions }, frame.camera, this.#size);
    if (this.#scene.isBuilding && this.#still.canStandIn(frame, palette)) {
      this.#still.show(context, frame);
      return true;
    }
    if (marks.length <= MANY_MARKS) {
      paint(context, marks, palette, frame);
      return frame.fade === 1;
    }
    if (!this.#still.isSharp(marks, frame, palette)) this.#still.take(marks, palette, { ...frame, fade: 1 });
    this.#still.show(context, frame);
    return true;
  }
}

function pointOf(canvas: HTMLCanvasElement, { clientX, clientY }: MouseEvent): Point {
  const { left, top } = canvas.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
