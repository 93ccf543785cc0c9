/** Marks to pixels. It decides nothing: what, where and in which ink is said by the scene. */
import { CORNERS, HALO_WIDTH, isOnScreen, leanOf, letterOf, type Camera } from '@/lib/mark-shape';
import { STROKES_BY_DASH, type Palette, type Shape } from '@/lib/palette';
import type { LabelMark, LineMark, Mark, SignMark, Style } from '@/lib/scene';

export interface Frame {
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
  /** Device pixels for one CSS pixel. */
  readonly density: number;
  readonly font: string;
  /** How far fresh marks have faded in: 0 to 1. */
  readonly fade: number;
}
export type Context = Pick<
  CanvasRenderingContext2D,
  | 'arc' | 'beginPath' | 'closePath' | 'fill' | 'fillRect' | 'fillText' | 'lineTo' | 'moveTo' | 'quadraticCurveTo' | 'rect' | 'setLineDash' | 'setTransform' | 'stroke' | 'strokeText'
  | 'fillStyle' | 'font' | 'globalAlpha' | 'lineJoin' | 'lineWidth' | 'strokeStyle' | 'textAlign' | 'textBaseline'
>;

export function paint(context: Context, scene: readonly Mark[], palette: Palette, frame: Frame): void {
  prepare(context, palette, frame);
  paintOver(context, scene, palette, frame);
}

/** More marks on top of what has just been painted. */
export function paintOver(context: Context, marks: readonly Mark[], palette: Palette, frame: Frame): void {
  const brush = { context, palette, frame };
  for (let at = 0; at < marks.length; ) at = paintBatch(brush, marks, at);
}

function prepare(context: Context, palette: Palette, { density, width, height }: Frame): void {
  context.setTransform(density, 0, 0, density, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = palette.canvas;
  context.fillRect(0, 0, width, height);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
}

interface Brush {
  readonly context: Context;
  readonly palette: Palette;
  readonly frame: Frame;
}

/** Marks of one style and kind, from `start` on; the answer is where the next batch starts. */
function paintBatch(brush: Brush, scene: readonly Mark[], start: number): number {
  const first = scene[start];
  if (first === undefined) return scene.length;
  let end = start;
  for (let mark = scene[end]; mark?.style === first.style && mark.kind === first.kind; mark = scene[++end]);
  const seen = scene.slice(start, end).filter((mark) => isOnScreen(mark, brush.frame));
  if (seen.length === 0) return end;
  setStyle(brush, first.style);
  if (first.kind === 'label') paintLabels(brush, seen);
  else paintShapes(brush, seen, first.style);
  return end;
}

function setStyle({ context, palette, frame }: Brush, { fill, stroke, width, dash, alpha, fresh }: Style): void {
  context.globalAlpha = fresh ? alpha * frame.fade : alpha;
  if (fill !== null) context.fillStyle = palette[fill];
  if (stroke !== null) context.strokeStyle = palette[stroke];
  context.lineWidth = width;
  context.setLineDash([...STROKES_BY_DASH[dash]]);
}

function paintShapes(brush: Brush, marks: readonly Mark[], { fill, stroke }: Style): void {
  const { context } = brush;
  context.beginPath();
  for (const mark of marks) trace(brush, mark);
  if (fill !== null) context.fill();
  if (stroke !== null) context.stroke();
  for (const mark of marks) if (mark.kind === 'sign' && mark.letter !== null) paintLetter(brush, mark);
}

/** Fresh marks grow where they stand. */
function trace({ context, frame: { camera, fade } }: Brush, mark: Mark): void {
  const x = mark.x * camera.k + camera.x;
  const y = mark.y * camera.k + camera.y;
  if (mark.kind === 'label') return;
  if (mark.kind === 'line') {
    traceLine(context, mark, camera);
    return;
  }
  const r = mark.r * camera.k * (mark.style.fresh ? fade : 1);
  switch (mark.kind) {
    case 'disc':
      traceCircle(context, x, y, r);
      break;
    case 'ring':
      traceCircle(context, x, y, r + mark.pad);
      break;
    case 'speck':
      context.rect(x - r, y - r, 2 * r, 2 * r);
      break;
    case 'sign':
      traceShape(context, mark.shape, { x, y, r });
      break;
  }
}

function traceCircle(context: Context, x: number, y: number, r: number): void {
  context.moveTo(x + r, y);
  context.arc(x, y, r, 0, 2 * Math.PI);
}

function traceLine(context: Context, line: LineMark, camera: Camera): void {
  const { x, y, toX, toY, bend } = line;
  const lean = leanOf(line);
  context.moveTo(x * camera.k + camera.x, y * camera.k + camera.y);
  if (bend === 0) context.lineTo(toX * camera.k + camera.x, toY * camera.k + camera.y);
  else context.quadraticCurveTo(lean.x * camera.k + camera.x, lean.y * camera.k + camera.y, toX * camera.k + camera.x, toY * camera.k + camera.y);
}

function traceShape(context: Context, shape: Shape, { x, y, r }: { x: number; y: number; r: number }): void {
  if (shape === 'circle') {
    traceCircle(context, x, y, r);
    return;
  }
  for (const [at, [dx, dy]] of CORNERS[shape].entries()) {
    if (at === 0) context.moveTo(x + dx * r, y + dy * r);
    else context.lineTo(x + dx * r, y + dy * r);
  }
  context.closePath();
}

function paintLetter({ context, palette, frame: { camera, font } }: Brush, { x, y, r, letter, letterInk }: SignMark): void {
  const { size, down } = letterOf(r * camera.k);
  context.font = `600 ${size}px ${font}`;
  context.fillStyle = palette[letterInk];
  context.fillText(letter ?? '', x * camera.k + camera.x, y * camera.k + camera.y + down);
}

/** The halo keeps a name readable on lines and dots. */
function paintLabels({ context, palette, frame: { camera, font } }: Brush, marks: readonly Mark[]): void {
  for (const { x, y, across, down, text, size, weight, halo } of marks.filter((mark): mark is LabelMark => mark.kind === 'label')) {
    context.font = `${weight} ${size}px ${font}`;
    const [left, top] = [x * camera.k + camera.x + across, y * camera.k + camera.y + down];
    if (halo !== null) {
      context.strokeStyle = palette[halo];
      context.lineWidth = HALO_WIDTH;
      context.strokeText(text, left, top);
    }
    context.fillText(text, left, top);
  }
}
