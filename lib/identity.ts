/**
 * Keys that outlive a scan. A pid and an ino come back for something else; a pid with its start time
 * and the kernel's 64-bit namespace id do not.
 */
import { percentEncode } from './percent';
import type { Namespace, Runtime, Scan, ScanNamespace, Snapshot } from './schema';

export function processKey(process: { readonly pid: number; readonly startTime: number }): string {
  return `${process.pid}@${process.startTime}`;
}

/** `runtime:id`. Ids of LXC and ctr are free text, so they stand percent-encoded. */
export function runtimeKey(runtime: Runtime, id: string): string {
  return `${runtime}:${percentEncode(id)}`;
}

/**
 * The namespaces of the scan with their keys. `type:id` where the kernel tells the id. Else
 * `type:i<ino>.<time of the scan that saw it first, base 36>`, kept as long as every scan sees it: after
 * an absence the same ino is another namespace.
 */
export function keyNamespaces(scan: Scan, previous: Snapshot | null): Namespace[] {
  const before = sameBoot(scan, previous) ? new Map(previous.namespaces.map((row) => [row.ino, row])) : new Map<number, Namespace>();
  return scan.namespaces.map((row) => withKey(row, namespaceKey(row, before.get(row.ino), scan.time)));
}

/** A row that did not change is the same object in the next scan, and then also with its key. */
const KEYED = new WeakMap<ScanNamespace, Namespace>();

function withKey(row: ScanNamespace, key: string): Namespace {
  const keyed = KEYED.get(row);
  if (keyed?.key === key) return keyed;
  const namespace = { ...row, key };
  KEYED.set(row, namespace);
  return namespace;
}

function sameBoot(scan: Scan, previous: Snapshot | null): previous is Snapshot {
  return previous?.host.bootId === scan.host.bootId;
}

function namespaceKey(row: ScanNamespace, before: Namespace | undefined, time: number): string {
  if (row.id !== null) return `${row.type}:${row.id}`;
  if (before !== undefined && isContinued(before, row)) return before.key;
  return `${row.type}:i${row.ino}.${time.toString(36)}`;
}

/** Owner and parent never change while a namespace lives; where they do, the ino has come to mean another. */
function isContinued(before: Namespace, row: ScanNamespace): boolean {
  return before.type === row.type && agrees(before.owner, row.owner) && agrees(before.parent, row.parent);
}

function agrees(before: ScanNamespace['owner'], now: ScanNamespace['owner']): boolean {
  return before === 'hidden' || now === 'hidden' || before === now;
}
