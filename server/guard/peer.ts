/**
 * Which user of this host is at the other end of a loopback connection. A port of 127.0.0.1 is open to everybody who has an
 * account here; the kernel's table of sockets says whose the client's end is, and no header can say otherwise.
 */
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { refuse, type Refusal } from './judge';

/** What is asked of a socket: where it came from, and where it arrived. */
export interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
}

export type TableName = 'tcp' | 'tcp6';

/** The text of one of the kernel's tables, proc_pid_net(5). */
export type ReadTable = (name: TableName) => Promise<string>;

/** A table that changes while it is read may lack a row that was there all the time. */
const LOOKS = 3;
const UNOWNED_INODE = '0';

export class Peers {
  readonly #allowed: ReadonlySet<number>;
  readonly #tables: Readonly<Record<TableName, SharedTable>>;
  readonly #refusals = new WeakMap<Connection, Promise<Refusal | null>>();

  /** `allowed`: uids. */
  constructor(allowed: readonly number[], read: ReadTable = readTable) {
    this.#allowed = new Set(allowed);
    this.#tables = { tcp: new SharedTable(() => read('tcp')), tcp6: new SharedTable(() => read('tcp6')) };
  }

  /** Null: that user may come in. Asked at the beginning of a connection, and remembered for as long as it lasts. */
  refusal(connection: Connection): Promise<Refusal | null> {
    const known = this.#refusals.get(connection);
    if (known !== undefined) return known;
    const asked = this.#judge(connection);
    this.#refusals.set(connection, asked);
    return asked;
  }

  async #judge(connection: Connection): Promise<Refusal | null> {
    const uid = await this.#uidOf(connection);
    if (uid === null) return refuse(403, 'denied', 'The kernel does not say which user of this host has opened this connection.');
    return this.#allowed.has(uid) ? null : refuse(403, 'denied', `This nsatlas is not for the user with uid ${uid}: npm start -- --allow-user NAME names who else may use it.`);
  }

  async #uidOf(connection: Connection): Promise<number | null> {
    for (let look = 0; look < LOOKS; look += 1) {
      for (const name of tablesOf(connection)) {
        const uid = uidIn(await this.#tables[name].text(), connection);
        if (uid !== null) return uid;
      }
    }
    return null;
  }
}

/**
 * The kernel walks its whole hash table for one reading: some milliseconds of CPU, however few connections there are. So all that have
 * come before a reading begins share it, and only one is under way.
 */
class SharedTable {
  readonly #read: () => Promise<string>;
  #last: Promise<unknown> = Promise.resolve();
  /** Not begun: it will show whoever is there now. */
  #next: Promise<string> | null = null;

  constructor(read: () => Promise<string>) {
    this.#read = read;
  }

  text(): Promise<string> {
    this.#next ??= this.#readAfter(this.#last);
    return this.#next;
  }

  #readAfter(last: Promise<unknown>): Promise<string> {
    const text = last.then(() => setImmediate()).then(() => {
      this.#next = null;
      return this.#read();
    });
    this.#last = text.catch(() => undefined);
    return text;
  }
}

/** Where the client's row may be: it may have reached our IPv4 address with a socket of IPv6. */
function tablesOf({ remoteAddress = '' }: Connection): readonly TableName[] {
  return isV4(remoteAddress) ? ['tcp', 'tcp6'] : ['tcp6'];
}

/** A kernel without IPv6 has no table of it. */
async function readTable(name: TableName): Promise<string> {
  try {
    return await readFile(`/proc/self/net/${name}`, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * The client's own row: its local end is our remote one. A socket that its program has closed belongs to nobody any more, and is
 * then listed as uid 0, inode 0: that must not pass for root.
 */
export function uidIn(table: string, connection: Connection): number | null {
  const row = endsOf(connection).map((ends) => rowOf(table, ends)).find((found) => found !== null);
  // Of a row: sl, local address, remote address, st, queues, timer, retrnsmt, uid, timeout, inode.
  const [, , , , , , , uid, , inode] = row?.split(/\s+/) ?? [];
  return uid === undefined || inode === undefined || inode === UNOWNED_INODE ? null : Number(uid);
}

/** Both ends as the client's row may have them. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Connection): string[] {
  if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined || localPort === undefined) return [];
  const ends = (wordOf: (address: string) => string): string => `${wordOf(remoteAddress)}:${tablePort(remotePort)} ${wordOf(localAddress)}:${tablePort(localPort)}`;
  return isV4(remoteAddress) ? [ends(tableAddress), ends(mappedAddress)] : [ends(tableAddress)];
}

function rowOf(table: string, ends: string): string | null {
  const start = table.indexOf(`: ${ends} `);
  return start < 0 ? null : table.slice(start, table.indexOf('\n', start));
}

/** As the kernel prints an address: hexadecimal, each word of 32 bits with its lowest byte first. */
export function tableAddress(address: string): string {
  const bytes = isV4(address) ? bytesOfV4(address) : bytesOfV6(address);
  return Array.from({ length: bytes.length / 4 }, (_, word) => bytes.slice(word * 4, word * 4 + 4).reverse().map(hex).join('')).join('');
}

function mappedAddress(address: string): string {
  return tableAddress(`::ffff:${address}`);
}

function isV4(address: string): boolean {
  return !address.includes(':');
}

function tablePort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

function bytesOfV4(address: string): number[] {
  return address.split('.').map(Number);
}

/** RFC 4291 §2.2, with a zone or without. */
function bytesOfV6(address: string): number[] {
  const plain = (address.split('%')[0] ?? '').replace(/[\d.]+$/, (tail) => (tail.includes('.') ? groupsOfV4(tail) : tail));
  const [head = [], tail = []] = plain.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...gap, ...tail].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
}

function groupsOfV4(tail: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytesOfV4(tail);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
