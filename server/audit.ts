/**
 * One line on stderr for each command, each terminal, and each sandbox to make or remove, that somebody asks for: written before it
 * happens. Of a terminal also how it ends, and who else types in it.
 */
import type { ExecRequest, JoinRequest } from '@/lib/exec-schema';
import type { SandboxRequest } from '@/lib/sandbox-schema';
import { showText } from '@/lib/text';
import type { Viewer } from './authorize';

export interface Asked {
  readonly viewer: Viewer;
  readonly request: ExecRequest;
  /** Null: it is run. */
  readonly refused: string | null;
}

type Write = (line: string) => void;
const toStderr: Write = (line) => process.stderr.write(line);

export function auditExec(asked: Asked, write: Write = toStderr): void {
  write(`${auditLine(asked, new Date())}\n`);
}

export interface AskedSandbox {
  readonly viewer: Viewer;
  readonly request: { readonly verb: 'create'; readonly body: SandboxRequest } | { readonly verb: 'remove'; readonly body: Pick<SandboxRequest, 'name'> };
  readonly refused: string | null;
}

export function auditSandbox(asked: AskedSandbox, write: Write = toStderr): void {
  write(`${sandboxLine(asked, new Date())}\n`);
}

export interface TerminalEvent {
  /** `typed`: by somebody else than who began it. */
  readonly event: 'terminal' | 'terminal typed' | 'terminal ended';
  /** Session or token; null: by itself. */
  readonly by: string | null;
  readonly facts: object;
  readonly refused?: string | null;
}

export function auditTerminal(event: TerminalEvent, write: Write = toStderr): void {
  write(`${terminalLine(event, new Date())}\n`);
}

export function sandboxLine({ viewer, request: { verb, body }, refused }: AskedSandbox, time: Date): string {
  return lineOf({ what: `${verb} by ${viewer.name}`, facts: body, refused }, time);
}

/** What the viewer chose stands in JSON, and without a character that acts on a terminal. */
export function auditLine({ viewer, request, refused }: Asked, time: Date): string {
  return lineOf({ what: `exec by ${viewer.name}`, facts: chosen(request), refused }, time);
}

function terminalLine({ event, by, facts, refused = null }: TerminalEvent, time: Date): string {
  return lineOf({ what: by === null ? event : `${event} by ${by}`, facts, refused }, time);
}

/** What of a request is written down. */
export function chosen({ target, types, as, argv }: JoinRequest & { readonly argv: readonly string[] | null }): object {
  return { target, types, as, argv };
}

function lineOf({ what, facts, refused }: { what: string; facts: object; refused: string | null }, time: Date): string {
  const words = ['nsatlas: audit:', time.toISOString(), `${what}:`, safe(facts)];
  return [...words, ...(refused === null ? [] : ['refused:', safe(refused)])].join(' ');
}

function safe(value: unknown): string {
  return showText(JSON.stringify(value));
}
