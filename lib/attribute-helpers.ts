/** Programs that carry the network of one container from outside: slirp4netns(1), pasta(1), the port forwarder of rootless engines. */
import type { Clue } from './attribute-clues';
import type { Link } from './attribute-keys';
import { byStanding } from './first-process';
import type { ScanNamespace, ScanProcess } from './schema';
import { plainText } from './text';

/** By pid. Where several containers use one network it is the first of them, who made it. */
export function linkHelpers(clues: readonly Clue[], containerOf: ReadonlyMap<number, Link>, namespaces: readonly ScanNamespace[]): ReadonlyMap<number, Link> {
  const helpers = clues.filter(({ process }) => !process.kernelThread && isHelper(process));
  if (helpers.length === 0) return new Map();
  const userOf = usersOfNets(clues, containerOf, namespaces);
  const netOf = netReader(clues, namespaces);
  const links = new Map<number, Link>();
  for (const { process } of helpers) {
    const link = userOf.get(netOf(process) ?? 0);
    if (link !== undefined && link !== containerOf.get(process.pid)) links.set(process.pid, link);
  }
  return links;
}

export const PASTA = ['pasta', 'pasta.avx2'];
const NET_MAKERS = ['slirp4netns', ...PASTA];
/** The forwarder of ports outside, and its child inside. It forks itself as `exe`, so the first argument tells. */
export const PORT_FORWARDERS = ['rootlessport', 'containers-rootlessport'];
export const PORT_FORWARDERS_INSIDE = ['rootlessport-child', 'containers-rootlessport-child'];

function isHelper({ comm, argv }: ScanProcess): boolean {
  return NET_MAKERS.includes(plainText(comm)) || [...PORT_FORWARDERS, ...PORT_FORWARDERS_INSIDE].includes(plainText(argv[0] ?? ''));
}

/** Who makes a network names it by its path, or by a process in it; who forwards ports has gone there. */
function netReader(clues: readonly Clue[], namespaces: readonly ScanNamespace[]): (helper: ScanProcess) => number | undefined {
  const netOfPath = new Map<string, number>();
  for (const { type, ino, mounts } of namespaces) {
    if (type === 'net') for (const { path } of mounts) netOfPath.set(plainText(path), ino);
  }
  const netOfPid = new Map(clues.map(({ process: { pid, namespaces: { net } } }) => [String(pid), net]));
  return ({ comm, argv, namespaces: { net } }) => {
    if (!NET_MAKERS.includes(plainText(comm))) return net;
    const told = argv.map(plainText).reverse().find((argument) => netOfPath.has(argument) || netOfPid.has(argument)) ?? '';
    return netOfPath.get(told) ?? netOfPid.get(told);
  };
}

/** The first container in each net namespace that is not the host's, by ino. */
function usersOfNets(clues: readonly Clue[], containerOf: ReadonlyMap<number, Link>, namespaces: readonly ScanNamespace[]): ReadonlyMap<number, Link> {
  const homes = new Set(namespaces.flatMap(({ type, ino, initial }) => (type === 'net' && initial ? ino : [])));
  const users = new Map<number, { readonly process: ScanProcess; readonly link: Link }>();
  for (const { process } of clues) {
    const link = containerOf.get(process.pid);
    const { net } = process.namespaces;
    if (link?.kind !== 'container' || net === undefined || homes.has(net)) continue;
    const other = users.get(net);
    if (other === undefined || byStanding(process, other.process) < 0) users.set(net, { process, link });
  }
  return new Map(Array.from(users, ([net, { link }]) => [net, link]));
}
