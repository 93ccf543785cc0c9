/** What the viewer has filled in, and the request that comes of it. */
import { ARGV_LIMIT, execRequest, type ExecRequest } from '@/lib/exec-schema';
import type { ObjectId } from '@/lib/object-id';
import type { NamespaceType } from '@/lib/schema';
import type { JoinWay } from './join-target';
import { splitWords } from './split-words';

export const LIMITS_MS = [5000, 30_000, 120_000, 600_000] as const;
type LimitMs = (typeof LIMITS_MS)[number];

export interface Draft {
  readonly way: JoinWay;
  /** The types of the way `custom`. */
  readonly custom: readonly NamespaceType[];
  readonly line: string;
  readonly inShell: boolean;
  readonly as: 'target' | 'root';
  readonly limitMs: LimitMs;
}

/** What most people come for: one click away. */
export const FIRST_DRAFT: Draft = { way: 'net', custom: ['net'], line: 'ip addr', inShell: false, as: 'target', limitMs: 30_000 };

const OUTPUT_LIMIT_BYTES = 1024 * 1024;

export function argvOf({ line, inShell }: Draft): readonly string[] {
  if (!inShell) return splitWords(line).words;
  return line.trim() === '' ? [] : ['sh', '-c', line];
}

/** Null when something is missing: a namespace to join, a command, the end of a quote. */
export function requestOf(draft: Draft, target: ObjectId, types: readonly NamespaceType[]): ExecRequest | null {
  const argv = argvOf(draft);
  const isOpen = !draft.inShell && splitWords(draft.line).isOpen;
  if (types.length === 0 || argv.length === 0 || argv.length > ARGV_LIMIT || argv[0] === '' || isOpen) return null;
  return execRequest.parse({ target, types, argv, as: draft.as, timeoutMs: draft.limitMs, outputLimitBytes: OUTPUT_LIMIT_BYTES });
}
