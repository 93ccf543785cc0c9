/** What the viewer has filled in, and the request that comes of it, or what is wrong with which field. */
import type { z } from 'zod';
import { sandboxRequest, type SandboxRequest } from '@/lib/sandbox-schema';
import { NAMESPACE_TYPES, type NamespaceType } from '@/lib/schema';
import { shellWords } from '@/lib/shell-words';
import { SANDBOX_STRINGS } from './strings';

/** `own`: no map is asked for, and the helper gives what is best for who it is. */
export type Ids = 'own' | 'me' | 'range' | 'custom';
export type Preset = keyof typeof SANDBOX_STRINGS.presetNames;

/** As typed. */
export interface RangeRow {
  readonly inside: string;
  readonly outside: string;
  readonly count: string;
}

export interface Draft {
  readonly name: string;
  readonly types: readonly NamespaceType[];
  readonly hostname: string;
  readonly ids: Ids;
  readonly range: Pick<RangeRow, 'outside' | 'count'>;
  readonly uidMap: readonly RangeRow[];
  readonly gidMap: readonly RangeRow[];
  readonly root: SandboxRequest['root']['kind'];
  readonly path: string;
  readonly network: SandboxRequest['network']['kind'];
  readonly address: string;
  readonly holds: 'idle' | 'command';
  readonly line: string;
  readonly pin: boolean;
}

/** What is wrong, by the path of the field in the request: `uidMap.0.count`. */
export type Problems = ReadonlyMap<string, string>;

const FIRST_ROW: RangeRow = { inside: '0', outside: '100000', count: '65536' };
/** As root: who makes it is uid 0 out here. */
const ONLY_ROOT: RangeRow = { inside: '0', outside: '0', count: '1' };
const FIRST_DRAFT: Draft = {
  name: 'box', types: ['net', 'uts'], hostname: '', ids: 'own', range: { outside: '100000', count: '65536' }, uidMap: [FIRST_ROW], gidMap: [FIRST_ROW],
  root: 'host', path: '', network: 'bridge', address: '', holds: 'idle', line: '', pin: false,
};

export const PRESETS: readonly Preset[] = ['network', 'container', 'user', 'everything'];
const PRESET_FIELDS: Readonly<Record<Preset, Pick<Draft, 'types' | 'root' | 'network'>>> = {
  network: { types: ['net', 'uts'], root: 'host', network: 'bridge' },
  container: { types: ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts'], root: 'own', network: 'bridge' },
  user: { types: ['user'], root: 'host', network: 'none' },
  everything: { types: NAMESPACE_TYPES, root: 'own', network: 'bridge' },
};

/** What only root may make is left out for others; a user namespace then is the way to all the rest. */
export function takePreset(draft: Draft, preset: Preset, isPrivileged: boolean): Draft {
  return permitted({ ...draft, ...PRESET_FIELDS[preset] }, isPrivileged);
}

export function permitted(draft: Draft, isPrivileged: boolean): Draft {
  if (isPrivileged) return draft;
  const types = NAMESPACE_TYPES.filter((type) => type === 'user' || draft.types.includes(type));
  return { ...draft, types, network: 'none', ids: 'own', pin: false };
}

/** The preset that the draft is, if it is one. */
export function presetOf(draft: Draft, isPrivileged: boolean): Preset | null {
  return PRESETS.find((preset) => {
    const { types, root, network } = takePreset(draft, preset, isPrivileged);
    return types.length === draft.types.length && types.every((type) => draft.types.includes(type)) && root === draft.root && network === draft.network;
  }) ?? null;
}

/** With the first name that is free. */
export function firstDraft(taken: readonly string[]): Draft {
  const names = ['box', ...Array.from({ length: taken.length + 1 }, (_, at) => `box-${at + 2}`)];
  return { ...FIRST_DRAFT, name: names.find((name) => !taken.includes(name)) ?? FIRST_DRAFT.name };
}

export function addRow(rows: readonly RangeRow[]): readonly RangeRow[] {
  const last = rows.at(-1);
  if (last === undefined) return [FIRST_ROW];
  const after = (first: string): string => String((Number(first) || 0) + (Number(last.count) || 1));
  return [...rows, { inside: after(last.inside), outside: after(last.outside), count: '1' }];
}

/** The request as far as it can be made of what is typed: for the line and the calls, which are shown all the time. Null: not at all. */
export function requestOf(draft: Draft): SandboxRequest | null {
  return sandboxRequest.safeParse(bodyOf(draft)).data ?? null;
}

/** The same for show: what has not been filled in yet stands there as "…". */
export function previewOf(draft: Draft): SandboxRequest | null {
  return requestOf({ ...draft, path: draft.path === '' ? '/…' : draft.path, line: draft.line.trim() === '' ? '…' : draft.line });
}

/** Empty: the request can be sent. */
export function problemsOf(draft: Draft): Problems {
  const issues = sandboxRequest.safeParse(bodyOf(draft)).error?.issues ?? [];
  // Of several about one field the first one is the one to mend first.
  const problems = new Map(issues.map((issue) => [issue.path.join('.'), wordsOf(issue)] as const).reverse());
  if (draft.types.length === 0) problems.set('types', SANDBOX_STRINGS.noType);
  if (draft.root === 'directory' && draft.path === '') problems.set('root.path', SANDBOX_STRINGS.noPath);
  if (draft.holds === 'command') setLineProblem(problems, draft.line);
  return problems;
}

function setLineProblem(problems: Map<string, string>, line: string): void {
  const { words, isOpen } = shellWords(line);
  if (isOpen) problems.set('argv', SANDBOX_STRINGS.openQuote);
  else if (words.length === 0 || words[0]?.text === '') problems.set('argv', SANDBOX_STRINGS.noCommand);
}

/** What stands in fields that its types hide is not asked for. */
function bodyOf(draft: Draft): unknown {
  const { name, types, hostname, holds, line, pin } = draft;
  const has = (type: NamespaceType): boolean => types.includes(type);
  return {
    name, types, pin,
    hostname: has('uts') && hostname !== '' ? hostname : null,
    ...(has('user') ? mapsOf(draft) : {}),
    root: has('mnt') ? rootOf(draft) : { kind: 'host' },
    network: has('net') ? networkOf(draft) : { kind: 'none' },
    argv: holds === 'idle' ? null : shellWords(line).words.map(({ text }) => text),
  };
}

function mapsOf({ ids, range, uidMap, gidMap }: Draft): object {
  if (ids === 'own') return {};
  if (ids === 'custom') return { uidMap: uidMap.map(numbersOf), gidMap: gidMap.map(numbersOf) };
  const row = numbersOf(ids === 'me' ? ONLY_ROOT : { inside: '0', ...range });
  return { uidMap: [row], gidMap: [row] };
}

function numbersOf({ inside, outside, count }: RangeRow): object {
  return { inside: numberOf(inside), outside: numberOf(outside), count: numberOf(count) };
}

function numberOf(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : NaN;
}

function rootOf({ root, path }: Draft): object {
  return root === 'directory' ? { kind: root, path } : { kind: root };
}

function networkOf({ network, address }: Draft): object {
  return network === 'bridge' ? { kind: network, address: address === '' ? null : address } : { kind: network };
}

function wordsOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.expected === 'number' ? SANDBOX_STRINGS.badNumber : issue.message;
}
