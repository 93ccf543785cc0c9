/** The contract for running a command inside: what the page asks, what it gets. */
import { z } from 'zod';
import { namespaceType } from './schema';
import { text } from './text';

export const ARGV_LIMIT = 256;
export const ARGV_LIMIT_BYTES = 24 * 1024;
export const TIMEOUT_LIMIT_MS = 10 * 60 * 1000;
export const OUTPUT_LIMIT_BYTES = 8 * 1024 * 1024;

/** An object of the picture: `process/KEY`, `container/KEY`, `pod/KEY` or `namespace/KEY` (lib/object-id.ts). */
const target = z.string().regex(/^(process|container|pod|namespace)\/.+$/);
const argument = z.string().max(ARGV_LIMIT_BYTES).refine((value) => !value.includes('\0'), 'holds a NUL byte');

/** Body of `POST /api/exec`. */
export const execRequest = z.strictObject({
  target,
  /** The types to join; the others stay the host's. */
  types: z.array(namespaceType).min(1).max(8).refine((list) => new Set(list).size === list.length, 'names a type twice'),
  argv: z.array(argument).min(1).max(ARGV_LIMIT).refine((list) => list[0] !== '', 'names no command'),
  timeoutMs: z.int().min(100).max(TIMEOUT_LIMIT_MS).default(30_000),
  outputLimitBytes: z.int().min(0).max(OUTPUT_LIMIT_BYTES).default(1024 * 1024),
  /** `target`: uid, gid, groups and capabilities of the target process. `root`: uid 0 with the target's capability bounds. */
  as: z.enum(['target', 'root']).default('target'),
});

/** Answer of `POST /api/exec`. */
export const execResult = z.object({
  /** Exactly one is set, both null only when the command was ended by us before it exited. */
  code: z.int().nullable(),
  signal: z.string().nullable(),
  stdout: text,
  stderr: text,
  /** Bytes were thrown away after outputLimitBytes. */
  truncated: z.boolean(),
  timedOut: z.boolean(),
  durationMs: z.int().nonnegative(),
  /** The same by hand. */
  nsenter: z.string(),
});

export type ExecRequest = z.infer<typeof execRequest>;
export type ExecResult = z.infer<typeof execResult>;
