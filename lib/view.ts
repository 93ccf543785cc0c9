/** The View: what the user asked to see. It lives in the URL; a link reproduces it. */
import type { NamespaceType } from './schema';
import type { ObjectId } from './object-id';

export const LENSES = ['pods', 'namespaces', 'table'] as const;
export type Lens = (typeof LENSES)[number];

export interface View {
  readonly lens: Lens;
  readonly select: ObjectId | null;
  /** Namespace types that are switched off. */
  readonly hiddenTypes: readonly NamespaceType[];
  /** Kernel threads are rolled up and left out unless asked for. */
  readonly kernelThreads: boolean;
  readonly query: string;
}

export const DEFAULT_VIEW: View = { lens: 'pods', select: null, hiddenTypes: [], kernelThreads: false, query: '' };
