/** What the viewer has filled in, and the requests that come of it: for a command, for a terminal. */
import { ARGV_LIMIT, execRequest, joinRequest, USUAL_OPTIONS, type ExecRequest, type JoinRequest } from '@/lib/exec-schema';
import type { ObjectId } from '@/lib/object-id';
import type { NsenterRequest } from '@/lib/nsenter';
import type { NamespaceType, Snapshot } from '@/lib/schema';
import { shellWords } from '@/lib/shell-words';
import { terminalRequest, type TerminalRequest } from '@/lib/terminal-schema';
import { nsenterOf, typesOf, type JoinTarget, type JoinWay } from './join-target';
import { FIRST_OPTIONS, isFine, optionsRequest, problemsOf, type Ground, type Options } from './options';

export interface Draft {
  readonly way: JoinWay;
  /** The types of the way `custom`. */
  readonly custom: readonly NamespaceType[];
  readonly line: string;
  readonly inShell: boolean;
  readonly options: Options;
}

/** What most people come for: one click away. */
export const FIRST_DRAFT: Draft = { way: 'net', custom: ['net'], line: 'ip addr', inShell: false, options: FIRST_OPTIONS };

/** What the draft is about. */
export interface Aim {
  readonly target: ObjectId;
  readonly joinTarget: JoinTarget;
}

const OUTPUT_LIMIT_BYTES = 1024 * 1024;

export function argvOf({ line, inShell }: Draft): readonly string[] {
  if (!inShell) return shellWords(line).words.map(({ text }) => text);
  return line.trim() === '' ? [] : ['sh', '-c', line];
}

export function groundOf({ way, custom }: Draft, joinTarget: JoinTarget): Ground {
  return { hasMnt: typesOf(way, joinTarget, custom).includes('mnt'), hasProcess: joinTarget.process !== null };
}

/** Whose namespaces, as whom, with what around it. Null when something is missing or wrong. */
export function joinRequestOf(draft: Draft, { target, joinTarget }: Aim): JoinRequest | null {
  const ground = groundOf(draft, joinTarget);
  if (!isFine(problemsOf(draft.options, ground))) return null;
  const types = typesOf(draft.way, joinTarget, draft.custom);
  return joinRequest.safeParse({ target, types, ...optionsRequest(draft.options, ground) }).data ?? null;
}

/** Null when something is missing: a namespace to join, a command, the end of a quote. */
export function requestOf(draft: Draft, aim: Aim): ExecRequest | null {
  const join = joinRequestOf(draft, aim);
  const argv = argvOf(draft);
  if (join === null || !isCommand(draft, argv)) return null;
  return execRequest.safeParse({ ...join, argv, timeoutMs: draft.options.limitMs, outputLimitBytes: OUTPUT_LIMIT_BYTES }).data ?? null;
}

/** An empty line is a shell: the first there is of bash, sh, busybox sh. */
export function terminalRequestOf(draft: Draft, aim: Aim, size: Pick<TerminalRequest, 'rows' | 'columns'>): TerminalRequest | null {
  const join = joinRequestOf(draft, aim);
  const argv = argvOf(draft);
  const isShell = draft.line.trim() === '';
  if (join === null || !(isShell || isCommand(draft, argv))) return null;
  return terminalRequest.safeParse({ ...join, argv: isShell ? null : argv, ...size }).data ?? null;
}

/** What the equal nsenter(1) line is made of: also where the options are not right yet, then as usual. Null when there is nothing to join. */
export function nsenterRequestOf(snapshot: Snapshot, draft: Draft, aim: Aim): NsenterRequest | null {
  const join = joinRequestOf(draft, aim) ?? { ...USUAL_OPTIONS, target: aim.target, types: typesOf(draft.way, aim.joinTarget, draft.custom) };
  return nsenterOf(snapshot, { ...join, argv: argvOf(draft) });
}

function isCommand({ line, inShell }: Draft, argv: readonly string[]): boolean {
  return argv.length > 0 && argv.length <= ARGV_LIMIT && argv[0] !== '' && (inShell || !shellWords(line).isOpen);
}
