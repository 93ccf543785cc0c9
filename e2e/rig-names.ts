/** Names by which what an interrupted run left is found again. */
import { isAlive } from './processes';
import { RUN } from './rig-image';

/** A name of this run. */
export function guestName(word: string): string {
  return `nsatlas-${RUN}-${word}`;
}

/** Of these names the ones of this run, and of runs that are over. */
export function abandoned(names: readonly string[]): string[] {
  return names.filter((name) => {
    const run = /^nsatlas-(\d+)-/.exec(name)?.[1];
    return run !== undefined && (run === RUN || !isAlive(Number(run)));
  });
}
