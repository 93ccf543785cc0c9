/** A line of nsenter, docker exec, kubectl exec … as somebody pastes it: what it means here. Nothing is run by it. */
import { ARGV_LIMIT, joinRequest } from './exec-schema';
import { PasteError, type Pasted, type PasteWorld } from './pasted';
import { readEngine } from './paste-engines';
import { readIp } from './paste-ip';
import { readCrictl, readCtr, readKubectl } from './paste-kubernetes';
import { readLxcAttach, readMachinectl } from './paste-lxc';
import { NSENTER_KNOWN, readNsenter } from './paste-nsenter';
import { withoutSudo } from './paste-sudo';
import type { PasteSaying } from './paste-strings';
import { shellWords, type ShellLine, type ShellWord } from './shell-words';
import type { ObjectId } from './object-id';
import type { Snapshot } from './schema';

export const PASTE_LIMIT = 32 * 1024;

export interface PasteProblem {
  readonly kind: 'problem';
  readonly tool: string;
  readonly message: PasteSaying;
  /** As it was read: without prompt and carriage returns. */
  readonly line: string;
  /** Where in that line. */
  readonly place: { readonly at: number; readonly end: number } | null;
  /** What may have been meant: give one of them as `chosen`. */
  readonly candidates: readonly ObjectId[];
}

export type PastedLine = (Pasted & { readonly kind: 'pasted'; readonly tool: string }) | PasteProblem;

type ReadTool = (world: PasteWorld, words: readonly ShellWord[]) => Pasted | null;
interface Tool {
  /** As one says it. */
  readonly says: string;
  readonly read: ReadTool;
}

const engine = (name: string): Tool => ({ says: `${name} exec`, read: (world, words) => readEngine(world, name, words) });
const TOOLS: Readonly<Record<string, Tool>> = {
  nsenter: { says: 'nsenter', read: readNsenter },
  docker: engine('docker'),
  podman: engine('podman'),
  nerdctl: engine('nerdctl'),
  kubectl: { says: 'kubectl exec', read: readKubectl },
  crictl: { says: 'crictl exec', read: readCrictl },
  ctr: { says: 'ctr task exec', read: readCtr },
  'lxc-attach': { says: 'lxc-attach', read: readLxcAttach },
  ip: { says: 'ip netns', read: readIp },
  machinectl: { says: 'machinectl shell', read: readMachinectl },
};

/** Whatever a shell would only have widened to file names; as arguments they stay as they are. */
const HARMLESS = new Set(['*', '?', '[', '~', '#', '{', '!']);

/** Null: it is no line of such a tool. `chosen`: what the viewer picked of the candidates. */
export function pasteLine(snapshot: Snapshot, pasted: string, chosen: ObjectId | null = null): PastedLine | null {
  const line = withoutPrompt(pasted);
  if (line.length > PASTE_LIMIT) return null;
  const read = shellWords(line, NSENTER_KNOWN);
  const words = beforeComment(read);
  let tool: Tool | undefined;
  try {
    const { rest, lost } = withoutSudo(words);
    const [command, ...behind] = rest;
    tool = toolOf(command?.text ?? '');
    if (tool === undefined || !mayBe(tool, behind)) return null;
    refuseShell(read, line);
    const found = tool.read({ snapshot, chosen }, behind);
    return found === null ? null : { kind: 'pasted', tool: tool.says, ...checked(found), lost: [...lost, ...found.lost] };
  } catch (error) {
    if (!(error instanceof PasteError)) throw error;
    return { kind: 'problem', tool: tool?.says ?? '', message: error.saying, line, place: error.place, candidates: error.candidates };
  }
}

function toolOf(command: string): Tool | undefined {
  const name = command.replace(/^.*\//, '');
  return Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
}

/** Of docker and its like only some lines are meant: `docker ps` has nothing to say here, and no fault. */
function mayBe({ says }: Tool, words: readonly ShellWord[]): boolean {
  const [, ...needed] = says.split(' ');
  if (says === 'ip netns') return words.some(({ text }) => /^--?n(e(t(n(s)?)?)?)?$|^netns$|^--?a(ll?)?$/.test(text));
  return needed.every((word) => words.some(({ text }) => text === word || (word === 'task' && ['tasks', 't'].includes(text))));
}

function withoutPrompt(pasted: string): string {
  return pasted.replaceAll('\r\n', '\n').replace(/^\s*[$#] +/, '').trimEnd();
}

/** A `#` where a word begins ends the line for a shell. */
function beforeComment({ words, signs }: ShellLine): readonly ShellWord[] {
  const comment = signs.find(({ sign, at }) => sign === '#' && words.some((word) => word.at === at));
  return comment === undefined ? words : words.filter(({ at }) => at < comment.at);
}

function refuseShell({ words, signs, isOpen }: ShellLine, line: string): void {
  const last = words.at(-1)?.at ?? 0;
  const first = words[0]?.at ?? 0;
  const sign = signs.find((found) => !HARMLESS.has(found.sign) && found.at > first && (found.sign !== '\n' || found.at < last));
  if (sign !== undefined) throw new PasteError(refusal(sign.sign, line.slice(sign.at)), { place: { at: sign.at, end: sign.at + sign.sign.length } });
  if (isOpen) throw new PasteError((words) => words.openQuote, { place: { at: last, end: line.length } });
}

function refusal(sign: string, rest: string): PasteSaying {
  if (sign === '\n') return (words) => words.manyLines;
  if (sign.startsWith("$'")) return (words) => words.noText;
  if (rest.startsWith('$(') || sign === '`') return (words) => words.substitution;
  if (sign === '$') return (words) => words.expansion;
  if (rest.startsWith('&&') || rest.startsWith('||') || sign === ';') return (words) => words.manyCommands;
  if (sign === '|') return (words) => words.pipe;
  if (sign === '<' || sign === '>') return (words) => words.redirection;
  return sign === '&' ? (words) => words.background : (words) => words.shellSign;
}

/** What no request could say is said now, with the line in sight. */
function checked(pasted: Pasted): Pasted {
  const parsed = joinRequest.safeParse({ target: pasted.target, types: pasted.types === 'like' ? ['net'] : pasted.types, ...pasted.options });
  if (!parsed.success) throw new PasteError((words) => words.refused(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')));
  if (pasted.argv.length > ARGV_LIMIT) throw new PasteError((words) => words.tooLong(ARGV_LIMIT));
  if (pasted.argv[0] === '') throw new PasteError((words) => words.nameless);
  return pasted;
}
