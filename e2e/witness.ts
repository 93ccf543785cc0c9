/** What the product says of containers over HTTP, and what ip(8) says of the same, in one form to compare. */
import { namespaceAnswer, podAnswer } from '@/lib/door-schema';
import type { Net, NetForward } from '@/lib/net-schema';
import type { Container, Namespace, Pod, Process, Runtime, Snapshot } from '@/lib/schema';
import { get, look } from './look';
import type { Product } from './product';
import { until } from './run';
import { addressesIn } from './sandbox';

/** A container with its surroundings, all of one snapshot. */
export interface Told {
  readonly container: Container;
  readonly pod: Pod | null;
  /** Of its processes, sorted. */
  readonly pids: number[];
  /** The conmon or shim that looks after it. */
  readonly monitors: Process[];
  /** Ino of the net namespace of each process, each once. */
  readonly nets: number[];
  readonly snapshot: Snapshot;
}

export class Witness {
  readonly #product: Product;

  constructor(product: Product) {
    this.#product = product;
  }

  snapshot(): Promise<Snapshot> {
    return look(this.#product);
  }

  /** Waits until a snapshot has this container or its pod under a name: state files may be written after it runs. */
  tell(runtime: Runtime, id: string): Promise<Told> {
    return until(`the product names ${runtime} ${id}`, async () => {
      const told = tellOf(await this.snapshot(), runtime, id);
      return told !== null && (told.container.name ?? told.pod?.name ?? null) !== null ? told : null;
    });
  }

  /** Of the process with this pid: its row, and what it lives in. Container is null where it lives in none. */
  tellProcess(pid: number): Promise<{ process: Process; told: Told | null }> {
    return until(`the product knows process ${pid}`, async () => {
      const seen = await this.snapshot();
      const process = seen.processes.find((row) => row.pid === pid);
      const container = seen.containers.find(({ key }) => key === process?.container);
      return process === undefined ? null : { process, told: container === undefined ? null : tellOf(seen, container.runtime, container.id) };
    });
  }

  /** `GET /api/pods/KEY`. */
  async pod(key: string): Promise<{ containers: string[]; addresses: string[] }> {
    const answer = podAnswer.parse(await get(this.#product, `/api/pods/${encodeURIComponent(key)}`));
    return { containers: answer.containers.map(({ id }) => id).sort(), addresses: answer.net === null ? [] : linesOf(answer.net) };
  }

  /** `GET /api/namespaces/KEY` of the net namespace with this ino: its addresses, as `addressLines` gives them. */
  async addresses({ snapshot, nets }: Pick<Told, 'snapshot' | 'nets'>): Promise<string[]> {
    return linesOf(await this.#net(snapshot.namespaces.find(({ type, ino }) => type === 'net' && ino === nets[0])));
  }

  /** Where the NAT rules of the host lead. */
  async hostForwards(): Promise<readonly NetForward[]> {
    return (await this.#net((await this.snapshot()).namespaces.find(({ type, initial }) => type === 'net' && initial))).forwards;
  }

  async #net(namespace: Namespace | undefined): Promise<Net> {
    const { net, trouble } = namespaceAnswer.parse(await get(this.#product, `/api/namespaces/${encodeURIComponent(namespace?.key ?? '')}`));
    if (net === null) throw new Error(`the inside is not told: ${trouble?.message}`);
    return net;
  }
}

function tellOf(snapshot: Snapshot, runtime: Runtime, id: string): Told | null {
  const container = snapshot.containers.find((row) => row.runtime === runtime && row.id === id);
  if (container === undefined) return null;
  const processes = snapshot.processes.filter((row) => row.container === container.key);
  return {
    container,
    pod: snapshot.pods.find(({ key }) => key === container.pod) ?? null,
    pids: processes.map(({ pid }) => pid).sort((a, b) => a - b),
    monitors: snapshot.processes.filter(({ monitorOf }) => monitorOf === container.key),
    nets: [...new Set(processes.flatMap(({ namespaces }) => namespaces.net ?? []))],
    snapshot,
  };
}

function linesOf({ links }: Net): string[] {
  return links.flatMap(({ name, addresses }) => addresses.map(({ address, prefixLength }) => `${JSON.stringify(name)} ${address}/${prefixLength}`)).sort();
}

/** `"eth0" 10.0.0.2/24` for each address that `ip -j address` prints in the net namespace of a process, sorted. */
export async function addressLines(pid: number): Promise<string[]> {
  return (await addressesIn({ pid })).map(({ ifname, local, prefixlen }) => `${JSON.stringify(ifname)} ${local}/${prefixlen}`).sort();
}
