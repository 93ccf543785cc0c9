/** The contract of rights: stepping up by PAM, and the audit that shows what was done with them. */
import { z } from 'zod';
import { text } from './text';

const moment = z.number().nonnegative();

/** `GET /api/elevation`: null `policy` where the start token is the right. */
export const elevation = z.object({
  /** The file that says who may do what; null: there is none, and nothing to step up to. */
  policy: z.string().nullable(),
  /** Who has been recognised, and until when: each use puts `idleUntil` off, nothing puts `until` off. */
  ticket: z.object({ user: z.string(), since: moment, idleUntil: moment, until: moment }).nullable(),
  /** The server's clock. */
  now: moment,
});

/** Body of `POST /api/elevation`: begins a conversation of PAM for this user of the host. */
export const elevationRequest = z.strictObject({ user: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}\$?$/, 'is no user name') });
/** Body of `POST /api/elevation/ID`: one answer for each prompt. */
export const elevationReply = z.strictObject({ answers: z.array(z.string().max(1024)).max(8) });

/** What PAM wants to know, or the end of the conversation. A refusal is a failure `denied`, and does not say which word was wrong. */
export const elevationAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask'), id: z.string(), prompts: z.array(z.object({ text, echo: z.boolean() })), notes: z.array(text) }),
  z.object({ kind: z.literal('granted'), elevation }),
]);
/** `DELETE /api/elevation` gives the ticket back, and answers with elevation. */

/** One line of the audit, as the helper wrote it. A run has two: `begins`, and `refused` or `ended`. */
export const auditRecord = z.object({
  at: moment,
  /** Of this run: the two lines share it. */
  run: z.string(),
  event: z.enum(['begins', 'refused', 'ended', 'left-behind']),
  verb: z.enum(['exec', 'create', 'remove', 'authenticate']),
  /** Who was recognised by PAM; null: nobody was asked. */
  user: z.string().nullable(),
  /** Which session or token the web process says it was. */
  viewer: text.nullable(),
  peer: z.object({ uid: z.int(), pid: z.int() }).nullable(),
  target: z.object({ pid: z.int(), startTime: z.number() }).nullable(),
  /** Joined ones. */
  namespaces: z.array(z.object({ type: z.string(), ino: z.number() })),
  /** Types of which new ones are made, for a sandbox of this name. */
  made: z.array(z.string()),
  sandbox: z.string().nullable(),
  /** With which rights, in a word or two. */
  as: z.string(),
  argv: z.array(text),
  /** Only the first 4 KiB of the arguments are kept. */
  argvCut: z.boolean(),
  isTerminal: z.boolean(),
  failure: z.string().nullable(),
  message: text.nullable(),
  code: z.int().nullable(),
  signal: z.string().nullable(),
  durationMs: z.number().nullable(),
  bytesIn: z.number().nullable(),
  bytesOut: z.number().nullable(),
});

/** What the helper answers: lines of the file, newest first. */
export const scanAudit = z.object({ file: text.nullable(), journal: z.boolean(), lines: z.array(text) });

/** `GET /api/audit`: newest first, at most some hundreds. */
export const auditAnswer = z.object({
  /** Where it is written; null: nowhere but on the standard error of who started the product. */
  file: text.nullable(),
  /** systemd's journal has it too. */
  journal: z.boolean(),
  records: z.array(auditRecord),
  /** Lines that are no record: somebody else wrote there, or the disk was full. */
  unreadable: z.int().nonnegative(),
});

export type Elevation = z.infer<typeof elevation>;
export type ElevationAnswer = z.infer<typeof elevationAnswer>;
export type AuditRecord = z.infer<typeof auditRecord>;
export type ScanAudit = z.infer<typeof scanAudit>;
export type AuditAnswer = z.infer<typeof auditAnswer>;
