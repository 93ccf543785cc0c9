/** The contract of rights: stepping up by PAM, and the audit that shows what was done with them. */
import { z } from 'zod';
import type { FailureAnswer } from './door-schema';
import { text } from './text';
import { encodeUtf8 } from './utf8';

/** PAM_MAX_RESP_SIZE, without its NUL. */
export const ANSWER_LIMIT_BYTES = 511;
/** Of a REPLY. */
const ANSWERS_LIMIT_BYTES = 4 * 1024;

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
/** What is wrong is told without quoting it. */
const secret = z.string().max(ANSWER_LIMIT_BYTES)
  .refine((word) => bytesOf(word) <= ANSWER_LIMIT_BYTES, `has more than ${ANSWER_LIMIT_BYTES} bytes`)
  .refine((word) => !word.includes('\0'), 'holds a NUL byte')
  .refine((word) => !/\p{Surrogate}/u.test(word), 'is no Unicode text');
/** Body of `POST /api/elevation/ID`: one answer for each prompt; none for none, which waits for what comes next. */
export const elevationReply = z.strictObject({
  answers: z.array(secret).max(32).refine((answers) => bytesOf(JSON.stringify({ answers })) <= ANSWERS_LIMIT_BYTES, `have more than ${ANSWERS_LIMIT_BYTES} bytes together`),
});

function bytesOf(word: string): number {
  return encodeUtf8(word).length;
}

/**
 * What PAM wants to know, or the end of the conversation. `notes`: what PAM says, text of the host and nothing more. A refusal is a
 * failure: `denied` with EACCES, which does not say what was wrong; with ETIMEDOUT; `limit` with EUSERS, which says for how long.
 */
export const elevationAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask'), id: z.string(), prompts: z.array(z.object({ text, echo: z.boolean() })), notes: z.array(text) }),
  z.object({ kind: z.literal('granted'), elevation }),
]);
/** `DELETE /api/elevation` gives the ticket back, `DELETE /api/elevation/ID` breaks a conversation off; both answer with elevation. */

/** To be recognised would help: a rule wants it, or somebody else is permitted, or the time of the last one is over. */
export function wantsTicket({ failure, stage, errno }: Pick<FailureAnswer, 'failure' | 'stage' | 'errno'>): boolean {
  return failure === 'denied' && stage === 'rights' && errno !== undefined && ['ENOKEY', 'EKEYEXPIRED', 'EKEYREJECTED'].includes(errno);
}

/** One line of the audit, as the helper wrote it. A run has two: `begins`, and `refused` or `ended`; to be recognised has one. */
export const auditRecord = z.object({
  at: moment,
  /** Of this run: the two lines share it. */
  run: z.string(),
  /** `granted`, `refused` and `given-back` of `authenticate`. */
  event: z.enum(['begins', 'refused', 'ended', 'left-behind', 'granted', 'given-back']),
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
  /** With which rights, in a word or two; of a refused `authenticate` as whom, where the host knows that name. */
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
