import type { ScanProcess, Snapshot } from './schema';

/** When the process started, in milliseconds since the epoch: proc_pid_stat(5) counts ticks since boot. */
export function startOf({ startTime }: ScanProcess, { host }: Pick<Snapshot, 'host'>): number {
  return (host.bootTime + startTime / host.ticksPerSecond) * 1000;
}
