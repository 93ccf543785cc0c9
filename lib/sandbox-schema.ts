/** The contract for namespaces that we make: clone(2) and unshare(2) in the page. What is made together is a sandbox. */
import { z } from 'zod';
import { trouble } from './door-schema';
import { argv } from './exec-schema';
import { namespaceType, type NamespaceType } from './schema';
import { text } from './text';

export const SANDBOX_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;
export const ID_MAP_LIMIT = 5;
export const SANDBOXES_LIMIT = 64;

/** The bridge itself has the first. */
const BRIDGE_ADDRESS = /^10\.213\.0\.(?:[2-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4])$/;

const name = z.string().regex(SANDBOX_NAME, 'is not a name: a to z, 0 to 9 and -, at most 31');
const id = z.int().min(0).max(2 ** 32 - 2);
const idRange = z.strictObject({ inside: id, outside: id, count: z.int().min(1).max(2 ** 32 - 1) })
  .refine(({ inside, outside, count }) => Math.max(inside, outside) + count < 2 ** 32, { error: 'goes beyond 4294967295', path: ['count'] });
/** user_namespaces(7): the kernel takes no two ranges that overlap, inside or outside. */
const idMap = z.array(idRange).max(ID_MAP_LIMIT).default([]).superRefine((ranges, context) => {
  ranges.forEach((range, at) => {
    const other = ranges.slice(0, at).find((before) => overlaps(before.inside, range.inside, before, range) || overlaps(before.outside, range.outside, before, range));
    if (other !== undefined) context.addIssue({ code: 'custom', path: [at], message: 'overlaps a range above it' });
  });
});

function overlaps(a: number, b: number, { count: ofA }: { count: number }, { count: ofB }: { count: number }): boolean {
  return a < b + ofB && b < a + ofA;
}

const moment = z.number().nonnegative();

/** Body of `POST /api/sandboxes`. */
export const sandboxRequest = z.strictObject({
  name,
  /** The namespaces to make; the others are the host's. */
  types: z.array(namespaceType).min(1).max(8).refine((list) => new Set(list).size === list.length, 'names a type twice'),
  /** Needs uts. */
  hostname: z.string().min(1).max(64).regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'is no hostname: letters, digits, - and .').nullable().default(null),
  /** Need user. Empty, by root: 65536 ids that nobody on the host has; by an ordinary user: 0 inside is that user, and nobody else is known. The host's 0 is in there only if named. */
  uidMap: idMap,
  gidMap: idMap,
  /** Other than `host` needs mnt and pid: the host's /proc would show the host's files. `own`: a tmpfs with the host's programs, read-only. `directory`: of the host, a tree with a system in it. */
  root: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('host') }),
    z.strictObject({ kind: z.literal('own') }),
    z.strictObject({ kind: z.literal('directory'), path: z.string().min(2).max(4095).startsWith('/') }),
  ]).default({ kind: 'host' }),
  /** `bridge`: needs net; a cable to nsatlas0, with the next free address of 10.213.0.0/24 or with this one. */
  network: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('bridge'), address: z.string().regex(BRIDGE_ADDRESS, 'is none of 10.213.0.2 to 10.213.0.254').nullable().default(null) }),
  ]).default({ kind: 'none' }),
  /** Null: a process of ours that does nothing but hold them. */
  argv: argv.nullable().default(null),
  /** Bind mounts below /run/nsatlas keep them when the process, and nsatlas, have ended. */
  pin: z.boolean().default(false),
}).superRefine(({ types, hostname, uidMap, gidMap, root, network }, context) => {
  const needs = (field: string, type: NamespaceType, isSet: boolean): void => {
    if (isSet && !types.includes(type)) context.addIssue({ code: 'custom', path: [field], message: `needs a ${type} namespace of its own` });
  };
  needs('hostname', 'uts', hostname !== null);
  needs('uidMap', 'user', uidMap.length > 0);
  needs('gidMap', 'user', gidMap.length > 0);
  needs('root', 'mnt', root.kind !== 'host');
  needs('root', 'pid', root.kind !== 'host');
  needs('network', 'net', network.kind !== 'none');
});

/** One sandbox of ours. */
export const sandbox = z.object({
  name: z.string(),
  /** Session or token that asked for it; null: found as an earlier nsatlas left it, pinned. */
  owner: z.string().nullable(),
  /** Null: an earlier nsatlas made it, and nothing tells when. */
  since: moment.nullable(),
  /** The process that holds them, as the host numbers it; null when only pins do. */
  holder: z.object({ pid: z.int().positive(), startTime: z.number(), argv: z.array(text).nullable() }).nullable(),
  namespaces: z.array(z.object({ type: namespaceType, ino: z.number(), id: z.string().nullable() })),
  hostname: z.string().nullable(),
  address: z.string().nullable(),
  pinned: z.boolean(),
  /** The system calls that made it, as strace(1) would write them: `clone3({flags=CLONE_NEWNET|CLONE_NEWUTS})`. */
  calls: z.array(z.string()),
  /** How its process ended, when it did by itself. `why`: what cut it off instead; then nobody saw how it ended. `stderr`: the last of it. */
  ended: z.object({ at: moment, code: z.int().nullable(), signal: z.string().nullable(), stderr: text, why: z.string().nullable() }).nullable(),
});

/** Answer of `POST /api/sandboxes`: it is there, and the next snapshot shows it. */
export const sandboxAnswer = z.object({ sandbox });
/** `GET /api/sandboxes`, by name. `DELETE /api/sandboxes/NAME` removes one and all that came with it, and gives the list again. */
export const sandboxList = z.object({
  sandboxes: z.array(sandbox),
  /** Somebody has to confirm these on the host, with this command, before they are made. */
  waiting: z.array(z.object({ name: z.string(), command: z.string() })),
  /** Why pinned ones that an earlier nsatlas left could not be looked for. */
  trouble: trouble.nullable(),
});

export type SandboxRequest = z.infer<typeof sandboxRequest>;
export type Sandbox = z.infer<typeof sandbox>;
export type SandboxList = z.infer<typeof sandboxList>;
