/** Ports of the outside that lead to an address inside: NAT rules of the namespaces around it, and the proxies that processes run. */
import type { Net, NetForward } from './net-schema';
import type { Process, Snapshot } from './schema';
import { plainText, showText } from './text';

export interface ForwardedPort {
  readonly protocol: string;
  /** Null: any address of the namespace in which it is forwarded. */
  readonly address: string | null;
  readonly firstPort: number;
  readonly lastPort: number;
  readonly toAddress: string;
  readonly toFirstPort: number;
  readonly toLastPort: number;
  /** How we know: the rules and the processes that say so. */
  readonly evidence: readonly string[];
}

/**
 * Those that lead to one of the addresses, sorted. `around` are the net namespaces through which packets come, such as the
 * host's. Equal addresses may be in other namespaces too, so only those belong here that can be reached from there.
 */
export function forwardsTo(snapshot: Snapshot, addresses: readonly string[], around: readonly Net[]): readonly ForwardedPort[] {
  const wanted = new Set(addresses);
  const inos = new Set(around.map(({ ino }) => ino));
  const proxies = snapshot.processes.filter(({ namespaces }) => namespaces.net !== undefined && inos.has(namespaces.net)).flatMap(readProxy);
  const rules = around.flatMap(({ forwards }) => forwards.map(ofRule));
  return merge([...rules, ...proxies].filter(({ toAddress }) => wanted.has(toAddress)));
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
  const isAny = address === '0.0.0.0' || address === '::' || address === '';
  return [{ protocol: word('-proto'), address: isAny ? null : address, firstPort: from, lastPort: from, toAddress: word('-container-ip'), toFirstPort: to, toLastPort: to, evidence: [`docker-proxy ${process.pid}`] }];
}

/** A rule and a proxy of the same port say the same. */
function merge(ports: readonly ForwardedPort[]): ForwardedPort[] {
  const found = new Map<string, ForwardedPort>();
  for (const port of ports) {
    const key = [port.protocol, port.address ?? '', port.firstPort, port.lastPort, port.toAddress, port.toFirstPort].join(' ');
    const known = found.get(key);
    found.set(key, known === undefined ? port : { ...known, evidence: [...new Set([...known.evidence, ...port.evidence])] });
  }
  return [...found.values()].sort((a, b) => a.firstPort - b.firstPort || (a.protocol < b.protocol ? -1 : 1));
}
