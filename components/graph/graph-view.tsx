'use client';

import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { buildGraph, type Graph, type GraphNode } from '@/lib/graph';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { matches } from '@/lib/search';
import { selectGraph, type Selection } from '@/lib/select';
import type { View } from '@/lib/view';
import { Button } from '../ui/button';
import { useChanges } from './use-changes';
import { GraphCanvas, type CanvasHandle } from './graph-canvas';
import styles from './graph.module.css';
import { Legend } from './legend';
import { NodeList } from './node-list';
import type { Point, Show } from './stage-hand';
import { GRAPH_STRINGS } from './strings';
import { Tooltip } from './tooltip';
import { useLayout, type LaidOut } from './use-layout';
import { usePins } from './use-pins';

interface GraphViewProps {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly onView: (patch: Partial<View>) => void;
  /** Brings an object into sight; each new `turn` does it again. */
  readonly focus: { readonly id: ObjectId; readonly turn: number } | null;
}

/** The picture of one lens: canvas, legend, and the list behind it. Fills what it stands in. */
export function GraphView({ snapshot, view, onView, focus }: GraphViewProps) {
  const { pins, pin, unpin } = usePins(snapshot.host.bootId);
  const { selection, laidOut } = usePicture(snapshot, view, pins);
  const canvas = useRef<CanvasHandle>(null);
  const [hover, setHover] = useState<{ node: GraphNode; at: Point } | null>(null);
  const [visited, setVisited] = useState<string | null>(null);
  const [width, setWidth] = useState(0);
  const steer = useCamera(canvas, { laidOut, selection, focus });
  const nodeOf = (id: string | null) => selection.graph.nodes.find((node) => node.id === id);
  const show = useMemo<Show | null>(
    () => (laidOut === null ? null : { selection: visited === null ? selection : { ...selection, selected: new Set([...selection.selected, visited]) }, positions: laidOut.positions, fresh: laidOut.fresh }),
    [selection, laidOut, visited],
  );
  return (
    <div className={styles['view']}>
      <GraphCanvas
        ref={canvas}
        show={show}
        isOnThing={hover !== null}
        onWidth={setWidth}
        onPick={(id) => onView({ select: nodeOf(id)?.object ?? null })}
        onHover={(id, at) => {
          const node = nodeOf(id);
          setHover(node === undefined ? null : { node, at });
        }}
        onDrop={pin}
        onSteer={steer}
      />
      <NodeList nodes={selection.graph.nodes} selected={view.select} openGroup={openGroup(selection)} onSelect={(select) => onView({ select })} onVisit={setVisited} />
      {hover !== null && <Tooltip node={hover.node} at={hover.at} width={width} />}
      {laidOut === null && <p className={styles['drawing']}>{GRAPH_STRINGS.drawing}</p>}
      <Tools canvas={canvas} onUnpin={pins.size > 0 ? unpin : null} />
      <Foot snapshot={snapshot} view={view} onView={onView} />
    </div>
  );
}

/** Everything that follows from the world and the will; the layout alone takes a detour through the worker. */
function usePicture(snapshot: Snapshot, view: View, pins: ReturnType<typeof usePins>['pins']): { selection: Selection; laidOut: LaidOut | null } {
  const lens = view.lens === 'namespaces' ? 'namespaces' : 'pods';
  const graph = useMemo(() => buildGraph(snapshot, lens), [snapshot, lens]);
  const found = useMemo(() => (view.query === '' ? null : matches(snapshot, view.query)), [snapshot, view.query]);
  const selection = useMemo(() => selectGraph(graph, view, found), [graph, view, found]);
  const whole = useWholeGraph(graph, view);
  const answer = useLayout(whole, pins, 0);
  return { selection, laidOut: answer?.lens === lens ? answer : null };
}

/** What is laid out does not depend on what is selected or switched off: that moves nothing. */
function useWholeGraph(graph: Graph, { kernelThreads, lens }: View): Graph {
  return useMemo(() => selectGraph(graph, { lens, kernelThreads, select: null, hiddenTypes: [], query: '' }, null).graph, [graph, kernelThreads, lens]);
}

interface CameraWishes {
  readonly laidOut: LaidOut | null;
  readonly selection: Selection;
  readonly focus: GraphViewProps['focus'];
}

/** Fits each lens once, flies to what was asked for; after that the camera is the user's. Returns what tells of a steering hand. */
function useCamera(canvas: RefObject<CanvasHandle | null>, { laidOut, selection, focus }: CameraWishes): () => void {
  const fitted = useRef<string | null>(null);
  const flown = useRef(0);
  useEffect(() => {
    if (laidOut === null) return;
    if (fitted.current !== laidOut.lens) canvas.current?.fit();
    fitted.current = laidOut.lens;
  }, [canvas, laidOut]);
  useEffect(() => {
    if (focus === null || laidOut === null || flown.current === focus.turn || selection.focus === null) return;
    flown.current = focus.turn;
    canvas.current?.flyTo(selection.focus);
  }, [canvas, focus, laidOut, selection]);
  return () => {
    fitted.current = laidOut?.lens ?? null;
  };
}

/** The group that is looked at, or the one round it. */
function openGroup({ graph, focus }: Selection): string | null {
  const node = graph.nodes.find(({ id }) => id === focus);
  return node === undefined ? null : node.kind === 'process' ? node.parent : node.id;
}

function Tools({ canvas, onUnpin }: { readonly canvas: RefObject<CanvasHandle | null>; readonly onUnpin: (() => void) | null }) {
  return (
    <div className={styles['tools']}>
      <Button icon="plus" aria-label={GRAPH_STRINGS.zoomIn} onClick={() => canvas.current?.zoomBy(1.6)} />
      <Button icon="minus" aria-label={GRAPH_STRINGS.zoomOut} onClick={() => canvas.current?.zoomBy(1 / 1.6)} />
      <Button icon="fit" aria-label={GRAPH_STRINGS.fit} onClick={() => canvas.current?.fit()} />
      {onUnpin !== null && <Button icon="refresh" aria-label={GRAPH_STRINGS.unpin} onClick={onUnpin} />}
    </div>
  );
}

function Foot({ snapshot, view, onView }: Pick<GraphViewProps, 'snapshot' | 'view' | 'onView'>) {
  const threads = view.kernelThreads ? 0 : snapshot.processes.filter(({ kernelThread }) => kernelThread).length;
  const changes = useChanges(snapshot);
  return (
    <div className={styles['foot']}>
      <Legend hiddenTypes={view.hiddenTypes} onHiddenTypes={(hiddenTypes) => onView({ hiddenTypes })} />
      <p className={styles['counts']}>
        {GRAPH_STRINGS.counts(snapshot.processes.length - threads, snapshot.pods.length, snapshot.namespaces.length)}
        {threads > 0 && <>; {GRAPH_STRINGS.rolledUp(threads)}</>}
      </p>
      <p className={styles['changes']} aria-live="polite">{changes}</p>
    </div>
  );
}
