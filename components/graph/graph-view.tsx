'use client';

import { use, useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { colourGraph } from '@/lib/colour';
import { EMPTY, type Graph, type GraphLens, type GraphNode } from '@/lib/graph';
import { HOST } from '@/lib/graph-places';
import { NO_HOST } from '@/lib/no-host';
import type { ObjectId } from '@/lib/object-id';
import type { Drawn } from '@/lib/scene';
import type { Snapshot } from '@/lib/schema';
import { hiddenObjects } from '@/lib/hidden-objects';
import type { Found } from '@/lib/search';
import { sightInGraph } from '@/lib/search-sight';
import { turnsOfNodes } from '@/lib/scene-turns';
import { isPart, selectGraph, type Selection } from '@/lib/select';
import type { Topology } from '@/lib/topology-schema';
import type { Gaze, View } from '@/lib/view';
import { usePast } from '../time/past';
import { TurnsContext } from '../time/turns';
import { useShownPicture, type ShownPicture } from '../export/shown-picture';
import { gazeInAddress, keepGaze } from '../use-view';
import { MatchBar } from '../find/match-bar';
import { nameObject } from '../objects/naming';
import { useMeasured } from '../usage/use-measured';
import { FocusBar } from '../view/focus-bar';
import { Minimap, type MinimapHandle } from '../view/minimap';
import { cameraAt, gazeOf, isAnyInSight, type Size } from './camera';
import type { Chart } from './chart-source';
import type { Point } from './drag';
import { Foot } from './foot';
import { GraphCanvas, type CanvasHandle } from './graph-canvas';
import styles from './graph.module.css';
import { NodeList } from './node-list';
import { GRAPH_STRINGS } from './strings';
import { Tools } from './tools';
import { Tooltip } from './tooltip';
import { ChartContext, useChart } from './use-chart';
import { usePins } from './use-pins';

interface GraphViewProps {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly onView: (patch: Partial<View>) => void;
  /** Brings an object into sight; each new `turn` does it again. */
  readonly focus: { readonly id: ObjectId; readonly turn: number } | null;
  /** What the search finds; null: nothing is asked for. */
  readonly found: Found | null;
  /** How the net namespaces hang together; null: not known yet. */
  readonly topology: Topology | null;
}

/** The picture of one lens: canvas, legend, and the list behind it. Fills what it stands in. */
export function GraphView({ snapshot, view, onView, focus, found, topology }: GraphViewProps) {
  const { pins, pin, unpin } = usePins(snapshot.host.bootId, usePast() !== null);
  const [arrangement, setArrangement] = useState(0);
  const lens = view.lens === 'table' ? 'pods' : view.lens;
  const chart = useChart({ lens, tree: view.tree, group: view.group, kernelThreads: view.kernelThreads, topology, pins, arrangement, isAhead: snapshot === NO_HOST });
  const graph = chart?.graph ?? NOTHING_YET[lens];
  const hidden = useMemo(() => hiddenObjects(snapshot, view.hiddenRuntimes), [snapshot, view.hiddenRuntimes]);
  const turns = use(TurnsContext);
  const selected = useSelection(graph, view, { snapshot, found, hidden });
  const selection = useMemo(() => (turns.size === 0 ? selected : { ...selected, turns: turnsOfNodes(graph, turns) }), [selected, graph, turns]);
  const canvas = useRef<CanvasHandle>(null);
  const map = useRef<MinimapHandle>(null);
  const goTo = (x: number, y: number) => canvas.current?.lookAt({ x, y, zoom: canvas.current.seen()?.camera.k ?? 1 });
  const [hover, setHover] = useState<{ node: GraphNode; at: Point } | null>(null);
  const [visited, setVisited] = useState<string | null>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const [drawn, setDrawn] = useState<Drawn>({ drawn: 0, of: 0 });
  const { steer, rest } = useCamera(canvas, { chart, selection, focus, visited });
  // The list may be a moment late, so that the picture is not.
  const listed = useDeferredValue(selection.graph, EMPTY);
  const nodeById = useMemo(() => new Map(selection.graph.nodes.map((node) => [node.id, node])), [selection.graph]);
  const show = useMemo(() => (chart === null ? null : { selection, positions: chart.positions, fresh: chart.fresh, isDraft: chart.isDraft }), [selection, chart]);
  useShownPicture(() => pictureOf(chart, selection, canvas.current));
  const onHover = (id: string | null, at: Point) => {
    const node = nodeById.get(id ?? '');
    setHover(node === undefined ? null : { node, at });
  };
  const charts = use(ChartContext);
  const tellShown = () => {
    if (chart?.isDraft === true) charts.goOn();
  };
  const arrangeAnew = () => {
    unpin();
    setArrangement(arrangement + 1);
  };
  return (
    <div className={styles['view']}>
      <GraphCanvas ref={canvas} show={show} visited={visited} onPick={(id) => onView({ select: nodeById.get(id ?? '')?.object ?? null })} onHover={onHover} onDrop={pin} onSteer={steer} onRest={rest} onSize={setSize} onLook={(camera, seen) => map.current?.follow(camera, seen)} onShown={tellShown} onDrawn={setDrawn} />
      <NodeList graph={listed} selected={view.select} openGroup={groupLookedAt(nodeById, visited ?? selection.focus) ?? hostOf(graph)} onSelect={(select) => onView({ select })} onVisit={setVisited} />
      {hover !== null && <Tooltip node={hover.node} at={hover.at} size={size} colouring={selection.colouring} />}
      <div className={styles['matches']} data-covers="top">
        {found !== null && <MatchBar found={found} view={view} sight={sightInGraph(graph, selection.graph, { ids: found.ids, view, hidden })} onView={onView} />}
        {selection.isNear && <FocusBar title={nearTitle(snapshot, view)} reach={view.reach} onReach={(reach) => onView({ reach })} />}
      </div>
      {chart === null && <p className={styles['drawing']}>{GRAPH_STRINGS.drawing}</p>}
      <Afterwards>
        <Tools canvas={canvas} onArrange={arrangeAnew} isNear={view.select === null ? null : selection.isNear} onNear={() => onView({ reach: view.reach === 0 ? 1 : 0 })} />
        <Foot snapshot={snapshot} graph={graph} drawn={drawnIn(chart, snapshot) ?? drawn} view={view} colouring={selection.colouring} near={nearOf(chart, selection)} onView={onView} map={view.minimap && chart !== null && <Minimap ref={map} selection={selection} positions={chart.positions} onGo={goTo} />} />
      </Afterwards>
    </div>
  );
}

const NOTHING_YET: Readonly<Record<GraphLens, Graph>> = { pods: EMPTY, namespaces: { ...EMPTY, lens: 'namespaces' }, network: { ...EMPTY, lens: 'network' }, hierarchy: { ...EMPTY, lens: 'hierarchy' } };

/** What lies on the picture comes a moment after it: to put it up and to lay it out is work for a frame. */
function Afterwards({ children }: { children: ReactNode }) {
  return useDeferredValue(false, true) ? null : children;
}

/** What is on show where that is only what is near the selection. */
function nearOf(chart: Chart | null, { isNear, graph }: Selection): Graph | null {
  return isNear && chart?.isDraft !== true ? graph : null;
}

/** A draft has no process: it is no picture for others. */
function pictureOf(chart: Chart | null, selection: Selection, canvas: CanvasHandle | null): ShownPicture | null {
  return chart === null || chart.isDraft ? null : { selection, positions: chart.positions, seen: canvas?.seen() ?? null };
}

/** A draft has no process yet. */
function drawnIn(chart: Chart | null, { processes }: Snapshot): Drawn | null {
  return chart?.isDraft === true ? { drawn: 0, of: processes.length } : null;
}

function useSelection(graph: Graph, view: View, { snapshot, found, hidden }: { snapshot: Snapshot; found: Found | null; hidden: ReadonlySet<ObjectId> }): Selection {
  const { usage } = useMeasured();
  const colouring = useMemo(() => colourGraph(graph, snapshot, view.colour, usage), [graph, snapshot, view.colour, usage]);
  // Other colours leave all else as it is.
  const selected = useMemo(() => selectGraph(graph, view, found?.has ?? null, hidden), [graph, view, found, hidden]);
  return useMemo(() => ({ ...selected, colouring }), [selected, colouring]);
}

interface CameraWishes {
  readonly chart: Chart | null;
  readonly selection: Selection;
  readonly focus: GraphViewProps['focus'];
  readonly visited: string | null;
}

/**
 * Fits each scene once, or stands where a link says, and flies to what was asked for; after that the camera is the user's.
 * Returns what tells of a steering hand, and of the camera at rest.
 */
function useCamera(canvas: RefObject<CanvasHandle | null>, { chart, selection, focus, visited }: CameraWishes): { steer: () => void; rest: (gaze: Gaze | null) => void } {
  const fitted = useRef<string | null>(null);
  const flown = useRef<number | null>(null);
  useEffect(() => {
    if (chart === null || chart.positions.size === 0 || fitted.current === chart.graph.scene) return;
    const gaze = gazeInAddress();
    const size = canvas.current?.seen() ?? null;
    // Nothing may be any more of what stood there. What a draft lacks may yet come.
    const isThere = gaze !== null && (chart.isDraft || size === null || isAnyInSight([...chart.positions.values()], cameraAt(gaze, size), size));
    if (isThere) canvas.current?.lookAt(gaze);
    else canvas.current?.fit(true);
    // What comes after a draft is of another size.
    if (!chart.isDraft) fitted.current = chart.graph.scene;
  }, [canvas, chart]);
  useEffect(() => {
    if (focus === null || chart === null || flown.current === focus.turn) return;
    const id = selection.graph.nodeByObject.get(focus.id) ?? selection.focus;
    const target = id !== null && chart.positions.has(id) ? id : selection.focus;
    // A newcomer has no place yet: it is flown to once it has.
    if (target === null || !chart.positions.has(target)) return;
    flown.current = focus.turn;
    canvas.current?.flyTo(target);
  }, [canvas, focus, chart, selection]);
  useEffect(() => {
    if (visited !== null) canvas.current?.reveal(visited);
  }, [canvas, visited]);
  useNearCamera(canvas, { chart, selection, fitted });
  useEffect(() => followHistory(canvas), [canvas]);
  const steer = () => {
    fitted.current = chart?.graph.scene ?? null;
  };
  // Before the picture is there the camera stands nowhere.
  const rest = (gaze: Gaze | null) => {
    if (chart !== null && fitted.current === chart.graph.scene) keepGaze(gaze);
  };
  return { steer, rest };
}

/** What is near, of which scene, and where the camera stood before; null: it stood nowhere yet. */
interface Near {
  readonly scene: string;
  readonly what: string;
  readonly before: Gaze | null;
}

/** Into a neighbourhood the camera goes along, and out of it it goes back to where it was. A link into one says itself where its camera stands. */
function useNearCamera(canvas: RefObject<CanvasHandle | null>, { chart, selection, fitted }: Pick<CameraWishes, 'chart' | 'selection'> & { readonly fitted: RefObject<string | null> }): void {
  const near = useRef<Near | null>(null);
  const isFirst = useRef(true);
  const scene = chart?.graph.scene ?? null;
  const what = selection.isNear ? `${selection.focus ?? ''} ${selection.graph.nodes.length}` : null;
  useEffect(() => {
    if (scene === null || fitted.current !== scene) return;
    const last = near.current?.scene === scene ? near.current : null;
    const isAtStart = isFirst.current;
    isFirst.current = false;
    if (what === null) {
      near.current = null;
      leaveNear(canvas.current, last);
    } else if (last?.what !== what) {
      near.current = { scene, what, before: last === null ? gazeBefore(canvas.current, isAtStart) : last.before };
      if (!isAtStart || gazeInAddress() === null) canvas.current?.fit();
    }
  }, [canvas, fitted, scene, what]);
}

function leaveNear(canvas: CanvasHandle | null, last: Near | null): void {
  if (last?.before != null) canvas?.goBack(last.before);
  else if (last !== null) canvas?.fit();
}

function gazeBefore(canvas: CanvasHandle | null, isAtStart: boolean): Gaze | null {
  const seen = isAtStart ? null : (canvas?.seen() ?? null);
  return seen === null ? null : gazeOf(seen.camera, seen);
}

function nearTitle(snapshot: Snapshot, { select }: View): string {
  return select === null ? '' : (nameObject(snapshot, select)?.title ?? '');
}

/** The back button goes back to where one stood. */
function followHistory(canvas: RefObject<CanvasHandle | null>): () => void {
  const look = () => {
    const gaze = gazeInAddress();
    if (gaze !== null) canvas.current?.lookAt(gaze);
  };
  window.addEventListener('popstate', look);
  return () => window.removeEventListener('popstate', look);
}

function hostOf({ nodeByObject }: Graph): string | null {
  return nodeByObject.get(HOST) ?? null;
}

/** The node itself when others stand in it, else the group round it. */
function groupLookedAt(nodeById: ReadonlyMap<string, GraphNode>, id: string | null): string | null {
  const node = nodeById.get(id ?? '');
  if (node === undefined) return null;
  const isLeaf = node.kind === 'process' || node.kind === 'namespace' || node.kind === 'set' || isPart(node);
  return isLeaf ? node.parent : node.id;
}
