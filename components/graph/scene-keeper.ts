import { isColouredAlike } from '@/lib/colour';
import type { GraphNode } from '@/lib/graph';
import type { Place, Positions } from '@/lib/layout';
import type { Camera } from '@/lib/mark-shape';
import { boxOf } from '@/lib/picture-frame';
import { countDrawn, sceneInSteps, type Drawn, type Mark, type Window } from '@/lib/scene';
import type { Selection } from '@/lib/select';
import { inOneSlice, inSlices } from '../slice-clock';
import { isInWindow, stepOf, windowOf, type Size } from './camera';

/** What is on show. */
export interface Show {
  readonly selection: Selection;
  readonly positions: Positions;
  readonly fresh: ReadonlySet<string>;
  /** Another one comes at once. */
  readonly isDraft: boolean;
}
/** The same marks: at most what is said of the colours is new, and no colour. */
export function looksAlike(a: Show, b: Show): boolean {
  const [one, other] = [a.selection, b.selection];
  const isSame = (['graph', 'selected', 'lit', 'way', 'turns'] as const).every((part) => one[part] === other[part]);
  return isSame && a.positions === b.positions && a.fresh === b.fresh && a.isDraft === b.isDraft && isColouredAlike(one.colouring, other.colouring);
}

/** The host beside a neighbourhood is shown whole where it is no wider than this share of that: else there would be little room for what is asked for. */
const HOST_SHARE = 0.5;

/** The places of all there is; of a neighbourhood without the host, where that is large. */
export function placesOf({ selection: { graph, isNear, selected }, positions }: Show): readonly Place[] {
  if (!isNear) return [...positions.values()];
  const isHost = ({ id, kind, traits }: GraphNode) => !selected.has(id) && (kind === 'host' || (kind === 'level' && traits.includes('home')));
  const placesIn = (nodes: readonly GraphNode[]) => nodes.flatMap(({ id }) => positions.get(id) ?? []);
  const near = placesIn(graph.nodes.filter((node) => !isHost(node)));
  const box = boxOf(near);
  const side = box === null ? 0 : Math.max(box.right - box.left, box.bottom - box.top);
  return [...near, ...placesIn(graph.nodes.filter(isHost)).filter(({ r }) => 2 * r <= HOST_SHARE * side)];
}

export interface SceneListener {
  /** A scene that took longer than a slice is there. */
  readonly onBuilt: () => void;
  readonly onDrawn: (drawn: Drawn) => void;
}
interface Scene {
  readonly marks: readonly Mark[];
  readonly scale: number;
  readonly window: Window;
}

const NOTHING: readonly Mark[] = [];
/** While nothing is on show: an outline takes more than a slice when its code runs for the first time, and would come a frame later. */
const FIRST_SLICE_MS = 16;

/** Keeps the scene of what the camera sees. While a large one is built, the one of before stays on show. */
export class SceneKeeper {
  readonly #listener: SceneListener;
  #scene: Scene | null = null;
  /** Something has changed since it was begun. */
  #isStale = true;
  #isBuilding = false;
  #drawn: Drawn = { drawn: 0, of: 0 };

  constructor(listener: SceneListener) {
    this.#listener = listener;
  }

  get marks(): readonly Mark[] {
    return this.#scene?.marks ?? NOTHING;
  }

  get isBuilding(): boolean {
    return this.#isBuilding;
  }

  spoil(): void {
    this.#isStale = true;
  }

  /** A pan within the margin, or a zoom within the step, needs no new scene. */
  marksFor({ selection, positions, fresh, isDraft }: Show, camera: Camera, size: Size): readonly Mark[] {
    const scale = stepOf(camera.k);
    const last = this.#scene;
    const isGood = !this.#isStale && last?.scale === scale && isInWindow(last.window, camera, size);
    if (isGood || this.#isBuilding) return this.marks;
    const window = windowOf(camera, size);
    this.#tellDrawn(countDrawn(selection, positions, scale));
    this.#isStale = false;
    const steps = sceneInSteps(selection, positions, { scale, window, fresh, isDraft });
    const marks = last === null ? inOneSlice(steps, FIRST_SLICE_MS) : inOneSlice(steps);
    if (marks === undefined) void this.#finish(steps, { scale, window });
    else this.#scene = { marks, scale, window };
    return this.marks;
  }

  async #finish(steps: Generator<undefined, Mark[]>, { scale, window }: Omit<Scene, 'marks'>): Promise<void> {
    this.#isBuilding = true;
    const marks = await inSlices(steps);
    this.#isBuilding = false;
    this.#scene = { marks, scale, window };
    this.#listener.onBuilt();
  }

  #tellDrawn(drawn: Drawn): void {
    if (drawn.drawn === this.#drawn.drawn && drawn.of === this.#drawn.of) return;
    this.#drawn = drawn;
    this.#listener.onDrawn(drawn);
  }
}
