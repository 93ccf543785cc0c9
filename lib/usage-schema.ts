/** The contract for what all processes use: the answer to `inspect` about usage. No snapshot carries it: it never stands still. */
import { z } from 'zod';

const count = z.int().nonnegative();

/**
 * Of one process: pid; startTime; clock ticks that all its threads together have had of the processors, in user mode and in the
 * kernel; pages of it in memory; and how many milliseconds after `bootMs` this was read. proc_pid_stat(5): 1, 22, 14 + 15, 24.
 */
const usageRow = z.tuple([z.int().positive(), count, count, count, count]);

export const scanUsage = z.object({
  schema: z.literal(1),
  /** When the look began: milliseconds of CLOCK_BOOTTIME, the clock of startTime. */
  bootMs: count,
  ticksPerSecond: z.int().positive(),
  /** Bytes. */
  pageSize: z.int().positive(),
  processes: z.array(usageRow),
  /** Who is there but could not be read, and why; the first 1024. */
  unread: z.array(z.object({ pid: z.int().positive(), errno: z.string().regex(/^E[A-Z0-9]+$/) })),
  /** How many are there that were not looked at, since 131072 were. */
  leftOut: count,
});
export type ScanUsage = z.infer<typeof scanUsage>;
