/** From the Snapshot to what the picture is about: nodes in groups, and edges. It knows no pixel but the size of a node. */
import type { Facet } from './facets';
import { gatherBy } from './graph-bundles';
import { buildNamespacesGraph } from './graph-namespaces';
import { buildHierarchyGraph } from './graph-hierarchy';
import { buildNetworkGraph } from './graph-network';
import { buildPodsGraph } from './graph-pods';
import { graphWords } from './graph-strings';
import type { Language } from './language';
import type { WireKind } from './net-wires';
import type { ObjectId } from './object-id';
import type { NamespaceType, Snapshot } from './schema';
import type { Topology } from './topology-schema';
import { DEFAULT_VIEW, sceneOf, type Lens, type Scene, type View } from './view';

export type GraphLens = Exclude<Lens, 'table'>;

/**
 * `threads` are the kernel's own; `sandbox` is that of one program, or processes of no runtime that share namespaces which are
 * not the host's; `service` is one of systemd with namespaces of its own;
 * `set` are processes that live in the very same namespaces. An `island` is a net namespace with its interfaces, and a
 * `plate` what is written in the middle of it; the host's own island is the `host`. A `level` is a pid or user namespace with
 * what lives in it or what it owns, as one step of a hierarchy; a `bundle` holds groups that have a runtime, a user or a slice in common.
 */
export type NodeKind = 'host' | 'pod' | 'container' | 'sandbox' | 'service' | 'threads' | 'process' | 'set' | 'namespace' | 'island' | 'interface' | 'plate' | 'level' | 'bundle';

/** `hardware` leaves the host, a `cable` ends at another interface, ports are part of a `master`, a `stacked` one stands on a lower device. */
export type Harbour = 'hardware' | 'cable' | 'master' | 'stacked' | 'tunnel' | 'other';

export type Trait =
  | 'initial' // a namespace: the first of its type
  | 'home' //    a namespace: the host's own, or where no initial one is seen the observer's
  | 'empty' //   a namespace without a process
  | 'leader' //  the first process of its group
  | 'monitor' // a process that looks after a container
  | 'kernel' //  a kernel thread
  | 'over' //    a process that has ended and waits for its parent
  | 'unread' //  a process of which some namespace is unknown
  | 'made' //    nsatlas made it, or runs it
  | 'infra' //   a container that only keeps its pod's namespaces
  | 'stray' //   a level whose parent the kernel would not tell
  | 'closed' //  an island that could not be looked into
  | 'down' //    an interface through which nothing passes
  | 'cut'; //    an interface whose other end is in a namespace nobody can find

export interface GraphNode {
  /** An ObjectId where it names one; else with a word of its own before the slash. It outlives changes inside. */
  readonly id: string;
  /** What selecting it selects. */
  readonly object: ObjectId | null;
  readonly kind: NodeKind;
  /** The group it stands in, null on the open ground. A group comes before what is in it. */
  readonly parent: string | null;
  readonly label: string;
  readonly type: NamespaceType | null;
  /** The pid of a process or of a set's leader, the ino of a namespace. */
  readonly number: number | null;
  /** How many processes it stands for or holds. */
  readonly count: number;
  /** How many namespaces of its type it stands for; 0 when it is no namespace. */
  readonly namespaces: number;
  /** Of a group the least it may have. */
  readonly radius: number;
  /** It sits on the outline of its group: a namespace at the place of its type, an interface on the side of its other end. */
  readonly rim: boolean;
  /** What sort of interface it is; null when it is none. */
  readonly harbour: Harbour | null;
  /** What there is to tell beside its name, a line each; of a plate what is written on it. */
  readonly said: readonly string[];
  readonly traits: readonly Trait[];
}

export type EdgeKind =
  | 'parent' //  child process → its parent; namespace → the parent namespace
  | 'monitor' // monitor → container
  | 'shared' //  one namespace in two groups
  | 'wire' //    a network link: between two net namespaces, between two interfaces
  | 'routed' //  from an interface of a way to the next one, over no wire but by routing
  | 'member' //  process or set → namespace
  | 'holder' //  process or set → namespace that one of them holds without living there
  | 'owner'; //  namespace → the user namespace that owns it

export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly kind: EdgeKind;
  readonly type: NamespaceType | null;
  /** Of a wire between interfaces. */
  readonly wire: WireKind | null;
  readonly label: string | null;
  /** It says what is usual, so it shows only when one of its ends is looked at. */
  readonly quiet: boolean;
}

export interface Graph {
  readonly lens: GraphLens;
  readonly scene: Scene;
  /** In which its labels are, as far as they are words of ours. */
  readonly language: Language;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The node that shows an object: itself, or the one it is rolled up in. */
  readonly nodeByObject: ReadonlyMap<ObjectId, string>;
  /** The way from a node to the outside, as the nodes on it, the nearest first. */
  readonly wayByNode: ReadonlyMap<string, readonly string[]>;
}

/** Before anything is known. */
export const EMPTY: Graph = { lens: 'pods', scene: 'pods', language: 'en', nodes: [], edges: [], nodeByObject: new Map(), wayByNode: new Map() };

/** What of a View decides which graph is built beside the lens. */
export type Plan = Pick<View, 'tree' | 'group'> & { readonly language?: Language };

/** As the builder of a lens makes it. */
export type BareGraph = Omit<Graph, 'scene' | 'language'>;

/** The same Graph whatever the order of the rows. `topology` is what is known of the wires; null: nothing yet, and then the Network lens is empty. */
export function buildGraph(snapshot: Snapshot, lens: GraphLens, topology: Topology | null = null, plan: Plan = DEFAULT_VIEW): Graph {
  const { language = 'en' } = plan;
  return { ...buildBare(snapshot, lens, topology, { ...plan, language }), scene: sceneOf({ lens, ...plan }), language };
}

function buildBare(snapshot: Snapshot, lens: GraphLens, topology: Topology | null, plan: Required<Plan>): BareGraph {
  const words = graphWords(plan.language);
  switch (lens) {
    case 'pods':
      return gathered(buildPodsGraph(snapshot, topology, words), snapshot, plan);
    case 'namespaces':
      return gathered(buildNamespacesGraph(snapshot, words, facetFor(plan)), snapshot, plan);
    case 'network':
      return topology === null ? { ...EMPTY, lens } : buildNetworkGraph(snapshot, topology, words);
    case 'hierarchy':
      return buildHierarchyGraph(snapshot, plan.tree, words);
  }
}

function facetFor({ group }: Plan): Facet | null {
  return group === 'pod' ? null : group;
}

function gathered(graph: BareGraph, snapshot: Snapshot, plan: Plan): BareGraph {
  const facet = facetFor(plan);
  return facet === null ? graph : gatherBy(graph, snapshot, facet);
}
