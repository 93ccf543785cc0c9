/** One line on stderr for each command, and each sandbox to make or remove, that somebody asks for: written before it happens. */
import type { ExecRequest } from '@/lib/exec-schema';
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

export function sandboxLine({ viewer, request: { verb, body }, refused }: AskedSandbox, time: Date): string {
  return lineOf({ verb, viewer, facts: body, refused }, time);
}

/** What the viewer chose stands in JSON, and without a character that acts on a terminal. */
export function auditLine({ viewer, request, refused }: Asked, time: Date): string {
  const { target, types, as, argv } = request;
  return lineOf({ verb: 'exec', viewer, facts: { target, types, as, argv }, refused }, time);
}

function lineOf({ verb, viewer, facts, refused }: { verb: string; viewer: Viewer; facts: object; refused: string | null }, time: Date): string {
  const words = ['nsatlas: audit:', time.toISOString(), `${verb} by ${viewer.name}:`, safe(facts)];
  return [...words, ...(refused === null ? [] : ['refused:', safe(refused)])].join(' ');
}

function safe(value: unknown): string {
  return showText(JSON.stringify(value));
}
