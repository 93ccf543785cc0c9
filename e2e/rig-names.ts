/** Names by which what an interrupted run left is found again. */
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './processes';

/** The process whose run this is, told to its workers by the environment: several runs may share a host. */
export const RUN = (process.env['NSATLAS_GUEST_RUN'] ??= `${process.pid}`);

/** A name of this run. */
export function guestName(word: string): string {
  return `nsatlas-${RUN}-${word}`;
}

/** Of these names the ones of this run, and of runs that are over. */
export function abandoned(names: readonly string[]): string[] {
  return names.filter((name) => isOver(/^nsatlas-(\d+)-/.exec(name)?.[1]));
}

/** What this run made may be taken away, and what one did that has ended. */
export function isOver(run: string | undefined): boolean {
  return run !== undefined && (run === RUN || !isAlive(Number(run)));
}

/** A temporary file of this run. */
export function guestFile(name: string): string {
  return join(tmpdir(), guestName(name));
}

/** Those that guestFile() named, in this run and in ones that are over. */
export function removeGuestFiles(): void {
  for (const name of abandoned(readdirSync(tmpdir()))) rmSync(join(tmpdir(), name), { recursive: true });
}
