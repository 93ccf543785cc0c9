/** A door in front of the product: pages and all else are the product's, the host it shows is one that never was. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { NamespaceAnswer } from '@/lib/door-schema';
import type { Net } from '@/lib/net-schema';
import { LIVE_PULSE_MS, type LiveMessage, type Snapshot } from '@/lib/schema';
import { briefSnapshot } from '@/lib/brief-rows';
import type { Topology, TopologyLink } from '@/lib/topology-schema';
import { freePort, type Product } from './product';

export interface InventedHost {
  readonly snapshot: Snapshot;
  readonly topology: Topology;
}

export class StandIn {
  readonly #product: Pick<Product, 'port'>;
  readonly #sockets = new Set<WebSocket>();
  readonly #live = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols: () => 'nsatlas.v1' });
  readonly #pages = new Map<string, string>();
  readonly #host: InventedHost;
  readonly #messages: readonly string[];
  #server: Server | null = null;
  #port = 0;
  #sentAt = 0;
  /** Milliseconds that it looks at its host before it tells of it, as the product does whom nobody has asked before. 0: it has it at hand. */
  lookMs = 0;

  /** `messages`: what it says to whoever follows the host; the snapshot, where nothing else is wished. */
  constructor(product: Pick<Product, 'port'>, host: InventedHost, messages: readonly LiveMessage[] = [{ kind: 'snapshot', version: 1, snapshot: host.snapshot }]) {
    this.#product = product;
    this.#host = host;
    this.#messages = messages.map((message) => JSON.stringify(message.kind === 'snapshot' ? { ...message, snapshot: briefSnapshot(message.snapshot) } : message));
  }

  get base(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** An address that the product printed, at this door. */
  addressOf(printed: string): string {
    return printed.replace(/^http:\/\/127\.0\.0\.1:\d+/, this.base);
  }

  async open(): Promise<void> {
    this.#port = await freePort();
    const server = createServer((incoming, outgoing) => this.#answer(incoming, outgoing));
    server.on('upgrade', (incoming: IncomingMessage, socket, head) => {
      this.#live.handleUpgrade(incoming, socket, head, (opened) => {
        this.#sockets.add(opened);
        const pulse = setInterval(() => opened.send('{"kind":"pulse"}'), LIVE_PULSE_MS);
        opened.on('close', () => {
          clearInterval(pulse);
          this.#sockets.delete(opened);
        });
        const look = setTimeout(() => this.#tell(opened), this.lookMs);
        opened.on('close', () => clearTimeout(look));
      });
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
  }

  #tell(opened: WebSocket): void {
    for (const message of this.#messages) opened.send(message, () => (this.#sentAt = performance.timeOrigin + performance.now()));
  }

  /** When the last message had been sent: all of it is on the browser's side. Milliseconds since the epoch. */
  get sentAt(): number {
    return this.#sentAt;
  }

  /** A page of our own, beside those of the product. */
  serve(path: string, html: string): void {
    this.#pages.set(path, html);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server === null ? resolve(null) : this.#server.close(resolve)));
  }

  #answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/';
    const page = this.#pages.get(path);
    if (page !== undefined) outgoing.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    else if (path === '/api/topology') outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(this.#host.topology));
    else if (path === '/api/snapshot') outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(this.#host.snapshot));
    else {
      const answer = netAnswer(this.#host, path);
      if (answer === null) this.#pass(incoming, outgoing);
      else outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    }
  }

  /** The product looks at Host and Origin: it hears its own. */
  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { port } = this.#product;
    const own = `http://127.0.0.1:${port}`;
    const headers = { ...incoming.headers, host: `127.0.0.1:${port}`, ...(incoming.headers.origin !== undefined && { origin: own }), ...(incoming.headers.referer !== undefined && { referer: `${own}/` }) };
    const asked = request({ host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    asked.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(asked);
  }
}

/** What the product would find in a net namespace of the invented host; null where the path asks for something else. */
function netAnswer({ snapshot, topology }: InventedHost, path: string): NamespaceAnswer | null {
  const key = decodeURIComponent(/^\/api\/namespaces\/([^/?]+)$/.exec(path)?.[1] ?? '');
  const namespace = snapshot.namespaces.find((row) => row.type === 'net' && row.key === key);
  const wired = topology.nets.find(({ ino }) => ino === namespace?.ino);
  if (namespace === undefined || wired === undefined) return null;
  const { ino, id } = namespace;
  const net: Net = {
    schema: 1, type: 'net', ino, id, key, namespaceKeys: topology.namespaceKeys, links: wired.links.map(linkOf),
    routes: [], neighbours: [], rules: [], sockets: [], socketsLeftOut: 0, forwards: [], dns: null, gaps: [],
  };
  return { namespace, net, facts: null, trouble: null };
}

function linkOf({ ifindex, name, kind, linkType, flags, operstate, mtu, mac, master, peer, addresses }: TopologyLink): Net['links'][number] {
  const rest = { peer: null, broadcast: null, label: null, flags: [], validSeconds: null, preferredSeconds: null };
  return {
    ifindex, name, kind, linkType, flags, operstate, mtu, mac, master, link: null, linkNetnsid: null, details: [], holders: [],
    peer: peer === null ? null : { ...peer, name: null, master: null }, addresses: addresses.map((address) => ({ ...rest, ...address })),
  };
}
