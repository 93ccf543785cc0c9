/** What the launcher says, read once at the start. Secrets come through a descriptor: neither environment nor argv is private. */
import { closeSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { firstIssue } from './decode';
import type { BearerHashes } from './guard/bearer';
import type { HelperAddress } from './helper';

export interface Config {
  readonly port: number;
  readonly inspectDoor: HelperAddress;
  /** Null: there is none, and nobody can run commands. */
  readonly execDoor: HelperAddress | null;
  /** Null: the start token is the right to run commands. */
  readonly rights: { readonly authDoor: HelperAddress; readonly policy: string } | null;
  readonly readOnly: boolean;
  /** The helper is root. */
  readonly privileged: boolean;
  /** The command that would show everything; null when nothing is missing. */
  readonly fullViewCommand: string | null;
  /** Whose connections are answered at all. */
  readonly peerUids: readonly number[];
  /** The checkout: where the pages and the sign-in page are. */
  readonly directory: string;
  readonly isDev: boolean;
  readonly secrets: Secrets;
}

export interface Secrets extends BearerHashes {
  readonly startToken: string;
}

/** What is missing or wrong, in one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

const yesNo = z.enum(['0', '1', '']).default('0').transform((word) => word === '1');
const path = z.string().refine(isAbsolute, 'is no absolute path');
const door = z.string().transform((word, context): HelperAddress => {
  const [, transport, where = ''] = /^(unix|spawn):(\/.*)$/.exec(word) ?? [];
  if (transport === 'unix') return { transport, path: where };
  if (transport === 'spawn') return { transport, program: where };
  context.addIssue('is neither unix:/path nor spawn:/path');
  return z.NEVER;
});
const maybeDoor = z.union([z.literal('').transform(() => null), door]);
const whole = (most: number) => z.string().regex(/^\d+$/, 'is no whole number').transform(Number).pipe(z.int().max(most));

const uids = z.string().regex(/^\d+(,\d+)*$/, 'is no list of uids').transform((word) => word.split(',').map(Number));

const environment = z.object({
  NSATLAS_PORT: whole(65_535).pipe(z.int().min(1)),
  NSATLAS_INSPECT: door,
  NSATLAS_EXEC: maybeDoor.default(null),
  NSATLAS_AUTH: maybeDoor.default(null),
  NSATLAS_POLICY: z.union([z.literal('').transform(() => null), path]).default(null),
  NSATLAS_READ_ONLY: yesNo,
  NSATLAS_PRIVILEGED: yesNo,
  NSATLAS_FULL_VIEW: z.string().default(''),
  NSATLAS_PEER_UIDS: uids,
  NSATLAS_AUDIT: path.nullable().default(null),
  NSATLAS_DIR: path,
  NSATLAS_DEV: yesNo,
  NSATLAS_SECRETS_FD: whole(1024).pipe(z.int().min(3)),
});

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is no sha256 in hexadecimal');
const secrets = z.strictObject({ startToken: z.string().min(32).max(256), viewTokenHash: hash, execTokenHash: hash });

/** Throws ConfigError. Closes the descriptor of the secrets. */
export function readConfig(given: Environment): Config {
  const { NSATLAS_SECRETS_FD: fd, ...words } = decodeEnvironment(given);
  if (words.NSATLAS_READ_ONLY && words.NSATLAS_EXEC !== null) throw new ConfigError('NSATLAS_READ_ONLY is set, but NSATLAS_EXEC names a door');
  return {
    port: words.NSATLAS_PORT,
    inspectDoor: withWords(words.NSATLAS_INSPECT, auditWords(words.NSATLAS_AUDIT)),
    execDoor: words.NSATLAS_EXEC === null ? null : withWords(words.NSATLAS_EXEC, [GUARD, ...auditWords(words.NSATLAS_AUDIT)]),
    rights: rightsIn(words),
    readOnly: words.NSATLAS_READ_ONLY,
    privileged: words.NSATLAS_PRIVILEGED,
    fullViewCommand: words.NSATLAS_FULL_VIEW === '' ? null : words.NSATLAS_FULL_VIEW,
    peerUids: words.NSATLAS_PEER_UIDS,
    directory: words.NSATLAS_DIR,
    isDev: words.NSATLAS_DEV,
    secrets: readSecrets(fd),
  };
}

/** One without the other would be a policy that nobody can meet, or a door to nothing. */
function rightsIn({ NSATLAS_AUTH: authDoor, NSATLAS_POLICY: policy }: Pick<z.infer<typeof environment>, 'NSATLAS_AUTH' | 'NSATLAS_POLICY'>): Config['rights'] {
  if ((authDoor === null) !== (policy === null)) throw new ConfigError('NSATLAS_AUTH and NSATLAS_POLICY belong together: one of them is missing');
  return authDoor === null || policy === null ? null : { authDoor, policy };
}

/** No listener clears away after such a helper was killed. */
const GUARD = '--guard';

const auditWords = (file: string | null): readonly string[] => (file === null ? [] : ['--audit', file]);

/** A listener starts its helpers with what they need to know; those that we start ourselves are told here. */
function withWords(address: HelperAddress, words: readonly string[]): HelperAddress {
  return address.transport === 'spawn' && words.length > 0 ? { ...address, words } : address;
}

function decodeEnvironment(given: Environment): z.infer<typeof environment> {
  const decoded = environment.safeParse(given);
  if (decoded.success) return decoded.data;
  const { path: place, message } = firstIssue(decoded.error);
  throw new ConfigError(`${place.slice(1)}: ${message}`);
}

function readSecrets(fd: number): Secrets {
  const decoded = secrets.safeParse(parse(readAll(fd)));
  if (decoded.success) return decoded.data;
  const { path: place, message } = firstIssue(decoded.error);
  throw new ConfigError(`NSATLAS_SECRETS_FD: ${place}: ${message}`);
}

function readAll(fd: number): string {
  try {
    return readFileSync(fd, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new ConfigError(`NSATLAS_SECRETS_FD: descriptor ${fd} cannot be read: ${error.message}`);
  } finally {
    closeQuietly(fd);
  }
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch (error) {
    // It was never open, which the reader has said.
    if (!(error instanceof Error && 'code' in error && error.code === 'EBADF')) throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Not with the parser's words: they quote what they read.
    if (error instanceof SyntaxError) throw new ConfigError('NSATLAS_SECRETS_FD: what it holds is no JSON');
    throw error;
  }
}
