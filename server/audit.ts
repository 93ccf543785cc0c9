/** One line on stderr for each command somebody asks for, written before it runs. */
import type { ExecRequest } from '@/lib/exec-schema';
import { showText } from '@/lib/text';
import type { Viewer } from './authorize';

export interface Asked {
  readonly viewer: Viewer;
  readonly request: ExecRequest;
  /** Null: it is run. */
  readonly refused: string | null;
}

export function auditExec(asked: Asked, write: (line: string) => void = (line) => process.stderr.write(line)): void {
  write(`${auditLine(asked, new Date())}\n`);
}

/** What the viewer chose stands in JSON, and without a character that acts on a terminal. */
export function auditLine({ viewer, request, refused }: Asked, time: Date): string {
  const { target, types, as, argv } = request;
  const words = ['nsatlas: audit:', time.toISOString(), `exec by ${viewer.name}:`, safe({ target, types, as, argv })];
  return [...words, ...(refused === null ? [] : ['refused:', safe(refused)])].join(' ');
}

function safe(value: unknown): string {
  return showText(JSON.stringify(value));
}
