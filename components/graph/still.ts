import type { Camera } from '@/lib/mark-shape';
import type { Palette } from '@/lib/palette';
import type { Mark } from '@/lib/scene';
import type { Size } from './camera';
import { paint, type Frame } from './paint';

/** CSS pixels painted beyond the canvas on each side. */
const MARGIN = 320;
/** Enlarged more than this it would be seen to be a picture of a picture. */
const ENLARGEMENT_LIMIT = 2;

interface Taken {
  readonly marks: readonly Mark[];
  readonly palette: Palette;
  readonly camera: Camera;
  readonly size: Size;
  readonly density: number;
}

/** A picture larger than the canvas: while the camera moves it is shown again, which costs a hundredth of painting many marks. */
export class Still {
  readonly #canvas = document.createElement('canvas');
  #taken: Taken | null = null;

  /** Whether it can stand in for a moment: it reaches to all edges, and is not too coarse. */
  canStandIn({ camera, width, height, density }: Frame, palette: Palette): boolean {
    const taken = this.#taken;
    if (taken?.palette !== palette || taken.density !== density) return false;
    const ratio = camera.k / taken.camera.k;
    const { x, y } = cornerOf(taken, camera);
    return ratio <= ENLARGEMENT_LIMIT && x <= 0 && y <= 0 && x + (taken.size.width + 2 * MARGIN) * ratio >= width && y + (taken.size.height + 2 * MARGIN) * ratio >= height;
  }

  /** Whether it is just what painting would give. */
  isSharp(marks: readonly Mark[], frame: Frame, palette: Palette): boolean {
    return this.#taken?.marks === marks && this.#taken.camera.k === frame.camera.k && this.canStandIn(frame, palette);
  }

  take(marks: readonly Mark[], palette: Palette, frame: Frame): void {
    const { camera: { x, y, k }, width, height, density } = frame;
    const [wide, high] = [width + 2 * MARGIN, height + 2 * MARGIN];
    this.#canvas.width = Math.round(wide * density);
    this.#canvas.height = Math.round(high * density);
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (context === null) return;
    paint(context, marks, palette, { ...frame, camera: { x: x + MARGIN, y: y + MARGIN, k }, width: wide, height: high });
    this.#taken = { marks, palette, camera: { x, y, k }, size: { width, height }, density };
  }

  show(context: CanvasRenderingContext2D, { camera, density }: Frame): void {
    const taken = this.#taken;
    if (taken === null) return;
    const ratio = camera.k / taken.camera.k;
    const { x, y } = cornerOf(taken, camera);
    // On whole device pixels a picture of the same scale stays sharp.
    const [left, top] = ratio === 1 ? [Math.round(x * density), Math.round(y * density)] : [x * density, y * density];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.drawImage(this.#canvas, left, top, this.#canvas.width * ratio, this.#canvas.height * ratio);
    context.setTransform(density, 0, 0, density, 0, 0);
  }
}

/** Where its upper left corner comes to lie, in CSS pixels of the canvas. */
function cornerOf({ camera: { x, y, k } }: Taken, now: Camera): { x: number; y: number } {
  const ratio = now.k / k;
  return { x: now.x - (MARGIN + x) * ratio, y: now.y - (MARGIN + y) * ratio };
}
