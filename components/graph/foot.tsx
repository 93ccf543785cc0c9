'use client';

import type { ReactNode } from 'react';
import { isMeasure, OTHERS_WORD, type Colouring } from '@/lib/colour';
import { facetCounts, type SearchedFacet } from '@/lib/facet-terms';
import type { Graph } from '@/lib/graph';
import { CSS_NAME_BY_INK, SIGN_BY_TYPE } from '@/lib/palette';
import type { Drawn } from '@/lib/scene';
import type { NamespaceType, Snapshot } from '@/lib/schema';
import type { TreeOf, View } from '@/lib/view';
import { RuntimeToggles } from '../find/runtime-toggles';
import { HarbourKey } from '../network/harbour-key';
import { WireToggles } from '../network/wire-toggles';
import { TypeToggles } from '../objects/type-toggles';
import { FacetToggles } from '../view/facet-toggles';
import { VIEW_STRINGS } from '../view/strings';
import { HeatKey } from '../usage/heat-key';
import styles from './graph.module.css';
import { GRAPH_STRINGS, type NetworkSize } from './strings';

interface FootProps {
  readonly snapshot: Snapshot;
  readonly graph: Graph;
  readonly drawn: Drawn;
  readonly view: View;
  readonly colouring?: Colouring | null;
  /** What of the graph is on show where only what is near the selection is; else null. */
  readonly near?: Graph | null;
  readonly onView: (patch: Partial<View>) => void;
  /** Stands above its right end. */
  readonly map?: ReactNode;
}

/** What the signs mean, how much there is, and how much of it is not drawn. */
export function Foot(props: FootProps) {
  return (
    <div className={styles['foot']}>
      {props.view.lens === 'network' ? <NetworkLegend {...props} /> : <TypesLegend {...props} />}
      {props.map !== undefined && <div className={styles['map']}>{props.map}</div>}
    </div>
  );
}

/** What the colours mean comes first: where the row is too short for all, the last of it is out of sight. */
function TypesLegend({ snapshot, drawn, view, colouring, near = null, onView }: FootProps): ReactNode {
  const runtimes = <RuntimeLegend snapshot={snapshot} view={view} colouring={colouring ?? null} onView={onView} />;
  const hasSigns = view.lens !== 'hierarchy' || view.tree === 'user';
  return (
    <>
      <div className={styles['legend']}>
        {view.lens === 'hierarchy' && <LevelKey type={view.tree} />}
        {colouring?.by === 'runtime' && runtimes}
        {colouring != null && isMeasure(colouring.by) && <HeatKey measure={colouring.by} tones={colouring.tones} />}
        <FacetLegend snapshot={snapshot} view={view} colouring={colouring ?? null} onView={onView} />
        {hasSigns && <TypeToggles hiddenTypes={view.hiddenTypes} counts={countTypes(snapshot)} isGrey={colouring != null} onHiddenTypes={(hiddenTypes) => onView({ hiddenTypes })} />}
        {colouring?.by !== 'runtime' && runtimes}
      </div>
      <Counts text={near === null ? countsOf(snapshot, drawn, view) : nearCounts(snapshot, drawn, view)} />
    </>
  );
}

function countTypes({ namespaces }: Snapshot): ReadonlyMap<NamespaceType, number> {
  const counts = new Map<NamespaceType, number>();
  for (const { type } of namespaces) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

function RuntimeLegend({ snapshot, view, colouring, onView }: Pick<FootProps, 'snapshot' | 'view' | 'onView'> & { readonly colouring: Colouring | null }): ReactNode {
  const inks = colouring?.by === 'runtime' ? { inks: new Map(colouring.tones.map(({ word, ink }) => [word, ink])) } : {};
  return <RuntimeToggles snapshot={snapshot} hiddenRuntimes={view.hiddenRuntimes} {...inks} onHiddenRuntimes={(hiddenRuntimes) => onView({ hiddenRuntimes })} />;
}

/** As many as there are colours. */
const FACETS_SHOWN = 7;

/** Of users where colours or groups are by user, of slices where groups are. */
function FacetLegend({ snapshot, view, colouring, onView }: Pick<FootProps, 'snapshot' | 'view' | 'onView'> & { readonly colouring: Colouring | null }): ReactNode {
  const onQuery = (query: string) => onView({ query });
  const byColour = colouring?.by === 'user' ? colouring.tones.map((tone) => ({ ...tone, isMany: tone.word === OTHERS_WORD })) : null;
  const grouped: SearchedFacet | null = view.lens !== 'hierarchy' && (view.group === 'user' || view.group === 'slice') ? view.group : null;
  const facets = [...new Set<SearchedFacet>([...(byColour === null ? [] : ['user' as const]), ...(grouped === null ? [] : [grouped])])];
  return facets.map((facet) => {
    const rows = facet === 'user' && byColour !== null ? byColour : facetCounts(snapshot, facet, FACETS_SHOWN);
    return rows.length === 0 ? null : <FacetToggles key={facet} facet={facet} rows={rows} query={view.query} onQuery={onQuery} />;
  });
}

function LevelKey({ type }: { readonly type: TreeOf }): ReactNode {
  return (
    <p className={styles['key']}>
      <svg width={26} height={10} viewBox="0 0 26 10" aria-hidden="true">
        <path d="M1 5h24" fill="none" style={{ stroke: `var(${CSS_NAME_BY_INK[SIGN_BY_TYPE[type].ink]})` }} strokeWidth={1.5} />
      </svg>
      {VIEW_STRINGS.levels(type)}
    </p>
  );
}

function NetworkLegend({ snapshot, graph, view, near = null, onView }: FootProps): ReactNode {
  return (
    <>
      <div className={styles['legend']}>
        <WireToggles graph={graph} hiddenWires={view.hiddenWires} onHiddenWires={(hiddenWires) => onView({ hiddenWires })} />
        <HarbourKey graph={graph} />
        <RuntimeLegend snapshot={snapshot} view={view} colouring={null} onView={onView} />
      </div>
      <Counts text={near === null ? networkCounts(graph, view) : nearNetworkCounts(near, graph, view)} />
    </>
  );
}

/** Where the row is too short for it, the tip has all of it. */
function Counts({ text }: { readonly text: string }): ReactNode {
  return <p className={styles['counts']} title={text}>{text}</p>;
}

function countsOf({ processes, pods, namespaces }: Snapshot, { drawn, of }: Drawn, view: View): string {
  const threads = view.kernelThreads ? 0 : processes.filter(({ kernelThread }) => kernelThread).length;
  return [
    GRAPH_STRINGS.counts(processes.length - threads, pods.length, namespaces.length),
    ...(drawn < of ? [GRAPH_STRINGS.drawn(drawn, of)] : []),
    ...(threads > 0 ? [GRAPH_STRINGS.rolledUp(threads)] : []),
    ...switchedOff(namespaces, view),
  ].join('; ');
}

/** Kernel threads count where they are drawn one by one. */
function nearCounts({ processes, namespaces }: Snapshot, { drawn, of }: Drawn, view: View): string {
  const all = view.kernelThreads ? processes : processes.filter(({ kernelThread }) => !kernelThread);
  return [GRAPH_STRINGS.near(of, all.length), ...(drawn < of ? [GRAPH_STRINGS.drawn(drawn, of)] : []), ...switchedOff(namespaces, view)].join('; ');
}

function switchedOff(namespaces: Snapshot['namespaces'], { hiddenTypes, hiddenRuntimes }: View): string[] {
  const hidden = namespaces.filter(({ type }) => hiddenTypes.includes(type)).length;
  return [...(hidden > 0 ? [GRAPH_STRINGS.switchedOff(hidden)] : []), ...(hiddenRuntimes.length > 0 ? [GRAPH_STRINGS.runtimesSwitchedOff(hiddenRuntimes)] : [])];
}

/** Wires that are switched off are neither near nor far. */
function nearNetworkCounts(near: Graph, graph: Graph, { hiddenWires }: View): string {
  const isSeen = ({ wire }: Graph['edges'][number]) => wire === null || !hiddenWires.includes(wire);
  const seen = graph.edges.filter(isSeen);
  const hidden = graph.edges.length - seen.length;
  return [GRAPH_STRINGS.nearNetwork(sizeOf(near), sizeOf({ ...graph, edges: seen })), ...(hidden > 0 ? [GRAPH_STRINGS.wiresSwitchedOff(hidden)] : [])].join('; ');
}

function sizeOf({ nodes, edges }: Graph): NetworkSize {
  return {
    namespaces: nodes.filter(({ parent }) => parent === null).length,
    interfaces: nodes.filter(({ kind }) => kind === 'interface').length,
    wires: edges.filter(({ wire }) => wire !== null).length,
  };
}

function networkCounts(graph: Graph, { hiddenWires }: View): string {
  const hidden = graph.edges.filter(({ wire }) => wire !== null && hiddenWires.includes(wire)).length;
  return [
    GRAPH_STRINGS.network(sizeOf(graph)),
    ...(hidden > 0 ? [GRAPH_STRINGS.wiresSwitchedOff(hidden)] : []),
  ].join('; ');
}
