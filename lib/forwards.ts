/** Ports of the outside that lead to an address inside: NAT rules of the namespaces around it, and the proxies that processes run. */
import { PASTA, PORT_FORWARDERS, PORT_FORWARDERS_INSIDE } from './attribute-helpers';
import { indexOf } from './members';
import { mainAddresses } from './net-facts';
import type { Net, NetForward, NetSocket } from './net-schema';
import type { Process, Snapshot } from './schema';
import { plainText, showText } from './text';

export interface ForwardedPort {
  readonly protocol: string;
  /** Null: any address of the namespace in which it is forwarded. */
  readonly address: string | null;
  readonly firstPort: number;
  readonly lastPort: number;
  readonly toAddress: string;
  /** Null: who forwards it keeps that to itself. */
  readonly toFirstPort: number | null;
  readonly toLastPort: number | null;
  /** How we know: the rules and the processes that say so. */
  readonly evidence: readonly string[];
}

/**
 * Those that lead into this net namespace, sorted. `around` are the ones through which packets come, such as the host's.
 * Equal addresses may be in other namespaces too, so only those belong there that can be reached from them.
 */
export function forwardsTo(snapshot: Snapshot, net: Net, around: readonly Net[]): readonly ForwardedPort[] {
  const addresses = mainAddresses(net);
  const wanted = new Set(addresses);
  const inos = new Set(around.map(({ ino }) => ino));
  const proxies = snapshot.processes.filter(({ namespaces }) => namespaces.net !== undefined && inos.has(namespaces.net)).flatMap(readProxy);
  const rules = around.flatMap(({ forwards }) => forwards.map(ofRule));
  const [address = ''] = addresses;
  return merge([...[...rules, ...proxies].filter(({ toAddress }) => wanted.has(toAddress)), ...carried(snapshot, net, around).map((port) => ({ ...port, toAddress: address }))]);
}

/** The key of the net namespace round it: where its interfaces lead to; of a tap, which a process carries on, the host's. Null for the host itself and for what leads nowhere. */
export function keyAround({ ino, links, namespaceKeys }: Net, snapshot: Snapshot): string | null {
  if (indexOf(snapshot).namespaceByIno.get(ino)?.initial === true) return null;
  const [first] = links.flatMap(({ peer }) => (peer === null || peer.namespace === 'hidden' || peer.namespace === ino ? [] : [peer.namespace]));
  if (first !== undefined) return namespaceKeys[String(first)] ?? null;
  const isCarried = links.some(({ kind }) => kind === 'tun');
  return isCarried ? (snapshot.namespaces.find(({ type, initial }) => type === 'net' && initial)?.key ?? null) : null;
}

/** Of rootless engines a process listens outside, and another one, or itself, carries what comes to the inside. */
function carried(snapshot: Snapshot, { ino }: Net, around: readonly Net[]): ForwardedPort[] {
  const { processByPid, membersByIno, processesByContainer } = indexOf(snapshot);
  const inside = (membersByIno.get(ino) ?? []).filter(({ argv }) => PORT_FORWARDERS_INSIDE.includes(plainText(argv[0] ?? '')));
  const listeners = new Set(inside.flatMap(({ ppid }) => processByPid.get(ppid) ?? []).filter(({ argv }) => PORT_FORWARDERS.includes(plainText(argv[0] ?? ''))).map(({ pid }) => pid));
  const serves = ({ monitorOf }: Process) => monitorOf !== null && (processesByContainer.get(monitorOf) ?? []).some(({ namespaces }) => namespaces.net === ino);
  const makers = snapshot.processes.filter((row) => PASTA.includes(plainText(row.comm)) && serves(row));
  return [...around.flatMap(({ sockets }) => sockets.flatMap((socket) => ofSocket(socket, listeners))), ...makers.flatMap(readPasta)];
}

function ofSocket({ protocol, local, remote, pids }: NetSocket, listeners: ReadonlySet<number>): ForwardedPort[] {
  const pid = pids.find((holder) => listeners.has(holder));
  if (pid === undefined || remote !== null) return [];
  const address = isAny(local.address) ? null : local.address;
  return [{ protocol, address, firstPort: local.port, lastPort: local.port, toAddress: '', toFirstPort: null, toLastPort: null, evidence: [`rootlessport ${pid}`] }];
}

/** `-t [ADDRESS/]FIRST[-LAST][:TO[-LAST]]`, several parted by commas, as passt(1) says. Words such as `auto` name no port. */
const PASTA_PORTS = /^(?:(.+)\/)?(\d+)(?:-(\d+))?(?::(\d+)(?:-(\d+))?)?$/;

function readPasta({ argv, pid }: Process): ForwardedPort[] {
  const words = argv.map(plainText);
  return words.flatMap((word, at) => {
    const protocol = ['-t', '--tcp-ports'].includes(word) ? 'tcp' : ['-u', '--udp-ports'].includes(word) ? 'udp' : null;
    if (protocol === null) return [];
    return (words[at + 1] ?? '').split(',').flatMap((ports): ForwardedPort[] => {
      const [, address = null, first, last = first, to = first, toLast = to === first ? last : to] = PASTA_PORTS.exec(ports) ?? [];
      if (first === undefined) return [];
      return [{ protocol, address: address === null || isAny(address) ? null : address, firstPort: Number(first), lastPort: Number(last), toAddress: '', toFirstPort: Number(to), toLastPort: Number(toLast), evidence: [`pasta ${pid}`] }];
    });
  });
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::' || address === '';
}

function ofRule({ protocol, address, firstPort, lastPort, toAddress, toFirstPort, toLastPort, evidence, conditions }: NetForward): ForwardedPort {
  const rule = [showText(evidence), ...conditions.map((condition) => `if ${condition}`)].join(' ');
  return { protocol, address, firstPort, lastPort, toAddress, toFirstPort: toFirstPort ?? firstPort, toLastPort: toLastPort ?? toFirstPort ?? lastPort, evidence: [rule] };
}

/** docker-proxy says all of it in its arguments. */
function readProxy(process: Process): ForwardedPort[] {
  const argv = process.argv.map(plainText);
  if (argv[0]?.split('/').at(-1) !== 'docker-proxy') return [];
  const word = (name: string) => argv[argv.indexOf(name) + 1] ?? '';
  const [from, to] = [Number(word('-host-port')), Number(word('-container-port'))];
  if (!argv.includes('-container-ip') || !Number.isInteger(from) || !Number.isInteger(to)) return [];
  const address = word('-host-ip');
  return [{ protocol: word('-proto'), address: isAny(address) ? null : address, firstPort: from, lastPort: from, toAddress: word('-container-ip'), toFirstPort: to, toLastPort: to, evidence: [`docker-proxy ${process.pid}`] }];
}

/** A rule and a proxy of the same port say the same. */
function merge(ports: readonly ForwardedPort[]): ForwardedPort[] {
  const found = new Map<string, ForwardedPort>();
  for (const port of ports) {
    const key = [port.protocol, port.address ?? '', port.firstPort, port.lastPort, port.toAddress, port.toFirstPort ?? ''].join(' ');
    const known = found.get(key);
    found.set(key, known === undefined ? port : { ...known, evidence: [...new Set([...known.evidence, ...port.evidence])] });
  }
  return [...found.values()].sort((a, b) => a.firstPort - b.firstPort || (a.protocol < b.protocol ? -1 : 1));
}
