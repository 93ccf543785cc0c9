/** All sandboxes of ours: those whose connections this server holds, and those of which only pins are left. */
import { z } from 'zod';
import { SANDBOXES_LIMIT, type Sandbox, type SandboxList, type SandboxRequest } from '@/lib/sandbox-schema';
import { namespaceType } from '@/lib/schema';
import { DoorRefusal } from '../door-refusal';
import { decodeAnswer } from '../decode';
import { ask, reasonOf, type HelperAddress, type HelperRequest } from '../helper';
import { isHelperError, type HelperError } from '../helper-error';
import { LiveSandbox } from './live-sandbox';

export interface SandboxesOptions {
  /** Null: there is none, and no sandbox either. */
  readonly execDoor: HelperAddress | null;
  readonly stopping: AbortSignal;
  /** One was made, or is over: the picture is another one now. */
  readonly onChange: () => void;
}

export interface Maker {
  readonly owner: string;
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** How long it is told how a sandbox ended by itself. */
const ENDED_KEPT_MS = 5 * 60_000;
const PINS_PATIENCE = { silenceMs: 10_000, totalMs: 10_000 } as const;

const pinnedAnswer = z.object({
  sandboxes: z.array(z.object({
    name: z.string(),
    since: z.number().nonnegative().nullish(),
    hostname: z.string().nullish(),
    address: z.string().nullish(),
    calls: z.array(z.string()).nullish(),
    namespaces: z.array(z.object({ type: namespaceType, ino: z.number(), id: z.string().nullish() })),
  })),
});
type Pinned = z.infer<typeof pinnedAnswer>['sandboxes'][number];

export class Sandboxes {
  readonly #options: SandboxesOptions;
  readonly #clock: () => number;
  readonly #held = new Map<string, LiveSandbox>();

  /** `clock`: milliseconds since 1970. */
  constructor(options: SandboxesOptions, clock: () => number = Date.now) {
    this.#options = options;
    this.#clock = clock;
  }

  /** The processes that hold those alive now. */
  holders(): { readonly name: string; readonly pid: number; readonly startTime: number }[] {
    return [...this.#held.values()].flatMap((sandbox) => {
      const row = sandbox.row();
      return row?.holder == null ? [] : [{ name: row.name, pid: row.holder.pid, startTime: row.holder.startTime }];
    });
  }

  /** Throws DoorRefusal `usage` for a name that is taken and a directory that is none, `limit` when there are too many; HelperError when the helper could not. */
  async create(request: SandboxRequest, { owner, credentials }: Maker, signal: AbortSignal): Promise<Sandbox> {
    const { stopping, onChange } = this.#options;
    this.#makeRoomFor(request.name);
    const { sandbox, made } = LiveSandbox.begin({ request, owner, credentials, execDoor: this.#door(), stopping, onEnd: onChange });
    this.#held.set(request.name, sandbox);
    const leave = (): void => sandbox.cut(reasonOf(signal));
    signal.addEventListener('abort', leave);
    try {
      if (signal.aborted) leave();
      await made;
    } catch (error) {
      if (this.#held.get(request.name) === sandbox) this.#held.delete(request.name);
      throw isOfDirectory(error, request) ? new DoorRefusal('usage', error.message, '.root.path') : error;
    } finally {
      signal.removeEventListener('abort', leave);
    }
    onChange();
    return rowOf(sandbox);
  }

  /** By name. That pinned ones could not be looked for takes nothing away from the others. */
  async list(): Promise<SandboxList> {
    const { pinned, trouble } = await this.#pinned();
    this.#forget(trouble === null ? pinned : null);
    const held = [...this.#held.values()].flatMap((sandbox) => sandbox.row() ?? []);
    const left = pinned.filter(({ name }) => !this.#held.has(name)).map(pinnedRow);
    const waiting = [...this.#held.values()].flatMap(({ request: { name }, waiting: command }) => (command === null ? [] : [{ name, command }]));
    return { sandboxes: [...held, ...left].sort((a, b) => (a.name < b.name ? -1 : 1)), waiting, trouble };
  }

  /** Gives the list when nothing of it is left. Throws DoorRefusal `gone` when there is none of that name. */
  async remove(name: string, { credentials }: Maker): Promise<SandboxList> {
    const sandbox = this.#held.get(name);
    const before = await this.list();
    const row = before.sandboxes.find((other) => other.name === name);
    if (sandbox === undefined && row === undefined) throw new DoorRefusal('gone', `There is no sandbox ${name}.`);
    await sandbox?.end();
    if (row?.pinned === true) await this.#ask({ verb: 'remove', name, ...credentials });
    if (this.#held.get(name) === sandbox) this.#held.delete(name);
    this.#options.onChange();
    return this.list();
  }

  /** One that is over gives its name back. */
  #makeRoomFor(name: string): void {
    const other = this.#held.get(name);
    if (other !== undefined && (other.endedAt === null || other.request.pin)) throw new DoorRefusal('usage', `There is a sandbox ${name} already.`, '.name');
    const alive = [...this.#held.values()].filter(({ endedAt }) => endedAt === null);
    if (alive.length >= SANDBOXES_LIMIT) throw new DoorRefusal('limit', `There are ${SANDBOXES_LIMIT} sandboxes: remove one first.`);
  }

  /** Of those that are over: after five minutes; pinned ones as soon as their pins are gone. `pinned` is null when nobody knows. */
  #forget(pinned: readonly Pinned[] | null): void {
    for (const [name, { endedAt, request: { pin } }] of this.#held) {
      const isPinned = pin && (pinned === null || pinned.some((row) => row.name === name));
      if (endedAt !== null && !isPinned && this.#clock() - endedAt >= ENDED_KEPT_MS) this.#held.delete(name);
    }
  }

  async #pinned(): Promise<{ readonly pinned: readonly Pinned[]; readonly trouble: SandboxList['trouble'] }> {
    if (this.#options.execDoor === null) return { pinned: [], trouble: null };
    try {
      return { pinned: decodeAnswer(pinnedAnswer, await this.#ask({ verb: 'sandboxes' })).sandboxes, trouble: null };
    } catch (error) {
      if (!isHelperError(error)) throw error;
      return { pinned: [], trouble: { failure: error.failure, message: error.message } };
    }
  }

  #ask(request: HelperRequest): Promise<unknown> {
    return ask({ address: this.#door(), request, signal: this.#options.stopping, patience: PINS_PATIENCE });
  }

  #door(): HelperAddress {
    if (this.#options.execDoor === null) throw new DoorRefusal('denied', 'There is no exec door.');
    return this.#options.execDoor;
  }
}

function rowOf(sandbox: LiveSandbox): Sandbox {
  const row = sandbox.row();
  if (row === null) throw new Error('a sandbox that was made has no row');
  return row;
}

function pinnedRow({ name, since, hostname, address, calls, namespaces }: Pinned): Sandbox {
  return {
    name, owner: null, since: since ?? null, holder: null, hostname: hostname ?? null, address: address ?? null, pinned: true, calls: calls ?? [], ended: null,
    namespaces: namespaces.map(({ id, ...row }) => ({ ...row, id: id ?? null })),
  };
}

/** What openat2(2) says of a path that leads to no directory, or through a link that is not followed; ENOENT too where it holds no system. */
const NO_DIRECTORY: readonly (string | null)[] = ['ENOENT', 'ENOTDIR', 'ELOOP'];

function isOfDirectory(error: unknown, { root }: SandboxRequest): error is HelperError {
  return root.kind === 'directory' && isHelperError(error) && error.failure === 'usage' && error.stage === 'make' && NO_DIRECTORY.includes(error.errno);
}
