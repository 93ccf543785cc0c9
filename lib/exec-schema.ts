/** The contract for running a command inside: what the page asks, what it gets. A terminal's is lib/terminal-schema.ts. */
import { z } from 'zod';
import { failureAnswer } from './door-schema';
import { namespaceType } from './schema';
import { text } from './text';

export const ARGV_LIMIT = 256;
const ARGV_LIMIT_BYTES = 24 * 1024;
const TIMEOUT_LIMIT_MS = 10 * 60 * 1000;
export const OUTPUT_LIMIT_BYTES = 8 * 1024 * 1024;
export const VARIABLES_LIMIT = 64;
export const VARIABLE_LIMIT_BYTES = 4 * 1024;
export const PATH_LIMIT_BYTES = 4095;

/** An object of the picture: `process/KEY`, `container/KEY`, `pod/KEY` or `namespace/KEY` (lib/object-id.ts). */
const target = z.string().regex(/^(process|container|pod|namespace)\/.+$/);
const argument = z.string().max(ARGV_LIMIT_BYTES).refine((value) => !value.includes('\0'), 'holds a NUL byte');
export const argv = z.array(argument).min(1).max(ARGV_LIMIT).refine((list) => list[0] !== '', 'names no command');
const path = argument.max(PATH_LIMIT_BYTES).refine((value) => value.startsWith('/'), 'is no absolute path');

/** Never the (uid_t) -1 that means "leave it". */
const id = z.int().min(0).max(2 ** 32 - 2);
/** As the joined user namespace numbers them: nsenter -S and -G. No name is looked up in a foreign passwd(5). */
export const ids = z.strictObject({ uid: id, gid: id });

const variable = z.string().max(VARIABLE_LIMIT_BYTES).regex(/^[A-Za-z_][A-Za-z0-9_]*=/, 'is not NAME=VALUE').refine((value) => !value.includes('\0'), 'holds a NUL byte');

/** Whose namespaces, as whom, with what around it: the same for a command and for a terminal. */
export const joinRequest = z.strictObject({
  target,
  /** The types to join; the others stay the host's. */
  types: z.array(namespaceType).min(1).max(8).refine((list) => new Set(list).size === list.length, 'names a type twice'),
  /** `target`: uid, gid and groups of the target process. `root`: uid 0. */
  as: z.union([z.enum(['target', 'root']), ids]).default('target'),
  /** `target`: those of the target, for `root` and for other ids its bounding set. `none`. `all`: whatever the helper has, as nsenter(1) leaves it. */
  capabilities: z.enum(['target', 'none', 'all']).default('target'),
  /** Only where mnt is joined. `target`: its root directory, nsenter -r. `namespace`: that of the mount namespace. A path is looked up inside. */
  root: z.union([z.enum(['target', 'namespace']), z.strictObject({ path })]).default('target'),
  /** `target`: its working directory, nsenter -w. `root`: `/`. A path is looked up inside, nsenter --wdns. */
  directory: z.union([z.enum(['target', 'root']), z.strictObject({ path })]).default('target'),
  environment: z.strictObject({
    /** `clean`: made anew. `target`: what the target process was started with, nsenter --env. */
    from: z.enum(['clean', 'target']).default('clean'),
    set: z.array(variable).max(VARIABLES_LIMIT).default([]),
  }).default({ from: 'clean', set: [] }),
  /** `own`: a control group of ours. `target`: one of ours below the target's, whose limits then hold; nsenter --join-cgroup. */
  cgroup: z.enum(['own', 'target']).default('own'),
});

/** Like the target, in a clean environment. */
export const USUAL_OPTIONS: JoinOptions = {
  as: 'target', capabilities: 'target', root: 'target', directory: 'target', environment: { from: 'clean', set: [] }, cgroup: 'own',
};

/** Body of `POST /api/exec`. */
export const execRequest = joinRequest.extend({
  argv,
  timeoutMs: z.int().min(100).max(TIMEOUT_LIMIT_MS).default(30_000),
  outputLimitBytes: z.int().min(0).max(OUTPUT_LIMIT_BYTES).default(1024 * 1024),
});

/** Somebody has to confirm it on the host, with this command. */
export const waiting = z.object({ number: z.int().nonnegative(), command: z.string() });

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

/** Who accepts it gets lines of this type from `POST /api/exec` where it has to be confirmed: the first says so, the last how it went. */
export const EXEC_LINES = 'application/x-ndjson';
export const execLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting'), waiting }),
  z.object({ kind: z.literal('done'), result: execResult }),
  z.object({ kind: z.literal('failed'), answer: failureAnswer }),
]);

/** A command of this session that is over. */
const execRun = z.object({
  /** Counted up. */
  id: z.int().positive(),
  /** When it was asked for: milliseconds since 1970. */
  at: z.number().nonnegative(),
  /** What the target was called then. */
  title: z.string(),
  request: execRequest,
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('done'), result: execResult }),
    z.object({ kind: z.literal('failed'), answer: failureAnswer }),
    /** Who had asked was gone before its end, and so it was ended. */
    z.object({ kind: z.literal('stopped') }),
  ]),
});

/** `GET /api/exec`: newest first. `DELETE /api/exec`: none any more. */
export const execRuns = z.object({ runs: z.array(execRun) });

export type Waiting = z.infer<typeof waiting>;
export type ExecRun = z.infer<typeof execRun>;
export type ExecRuns = z.infer<typeof execRuns>;
export type ExecLine = z.infer<typeof execLine>;
export type JoinRequest = z.infer<typeof joinRequest>;
/** As whom, with what around it. */
export type JoinOptions = Omit<JoinRequest, 'target' | 'types'>;
export type ExecRequest = z.infer<typeof execRequest>;
export type ExecResult = z.infer<typeof execResult>;
