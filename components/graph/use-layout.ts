'use client';

import { useEffect, useRef, useState } from 'react';
import type { Graph, GraphLens } from '@/lib/graph';
import type { LayoutGraph, Pins, Place, Positions } from '@/lib/layout';
import type { LayoutAsk, LayoutReply } from './layout-worker';

/** The places of one lens; of another one than asked for until the worker has answered. */
export interface LaidOut {
  readonly lens: GraphLens;
  readonly positions: Positions;
  /** Nodes that were not there before; none in the first picture of a lens. */
  readonly fresh: ReadonlySet<string>;
}

/** Asks the worker for the places of each new graph. Null until the first answer. */
export function useLayout(graph: Graph, pins: Pins): LaidOut | null {
  const [laidOut, setLaidOut] = useState<LaidOut | null>(null);
  const ask = useRef<((graph: Graph, pins: Pins) => void) | null>(null);
  useEffect(() => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    ask.current = conversationWith(worker, (lens, positions) => {
      setLaidOut((last) => ({ lens, positions, fresh: last?.lens === lens ? newIn(last.positions, positions) : new Set() }));
    });
    return () => {
      ask.current = null;
      worker.terminate();
    };
  }, []);
  useEffect(() => ask.current?.(graph, pins), [graph, pins]);
  return laidOut;
}

type Hear = (lens: GraphLens, positions: Positions) => void;

/** The worker answers in order, so an answer belongs to the oldest open question of its turn. */
function conversationWith(worker: Worker, hear: Hear): (graph: Graph, pins: Pins) => void {
  const openAsks = new Map<number, Graph>();
  let turn = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<LayoutReply>) => {
    const graph = openAsks.get(data.turn);
    openAsks.delete(data.turn);
    if (graph !== undefined) hear(graph.lens, readPlaces(graph, data.places));
  });
  return (graph, pins) => {
    turn++;
    openAsks.set(turn, graph);
    const message: LayoutAsk = { turn, graph: layoutGraphOf(graph), pins };
    worker.postMessage(message);
  };
}

/** Only what the layout needs travels to the worker. */
function layoutGraphOf({ lens, nodes, edges }: Graph): LayoutGraph {
  return {
    lens,
    nodes: nodes.map(({ id, kind, parent, type, radius, rim }) => ({ id, kind, parent, type, radius, rim })),
    edges: edges.map(({ source, target, quiet }) => ({ source, target, quiet })),
  };
}

function readPlaces({ nodes }: Graph, places: Float32Array): Positions {
  const positions = new Map<string, Place>();
  nodes.forEach(({ id }, at) => positions.set(id, { x: places[at * 3] ?? 0, y: places[at * 3 + 1] ?? 0, r: places[at * 3 + 2] ?? 0 }));
  return positions;
}

function newIn(before: Positions, now: Positions): ReadonlySet<string> {
  return new Set([...now.keys()].filter((id) => !before.has(id)));
}
