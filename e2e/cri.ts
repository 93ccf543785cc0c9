/** The kubelet's way to containerd: the Container Runtime Interface, over HTTP/2 on a unix socket. */
import { connect, type ClientHttp2Session } from 'node:http2';
import { createConnection } from 'node:net';
import { decode, encode, textAt, type Message } from './cri-wire';

/** One byte of flags, four of length. */
const FRAME_HEADER = 5;
const CALL_PATIENCE_MS = 30_000;

export class Cri {
  readonly #session: ClientHttp2Session;

  constructor(socket: string) {
    this.#session = connect('http://localhost', { createConnection: () => createConnection(socket) });
    // Each call has its own failure; a session that ends between calls fails the next one.
    this.#session.on('error', () => undefined);
  }

  close(): void {
    this.#session.destroy();
  }

  /** One call of runtime.v1.RuntimeService. Gives the bytes of its answer. */
  call(method: string, message: Message, patienceMs = CALL_PATIENCE_MS): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const stream = this.#session.request({ ':method': 'POST', ':path': `/runtime.v1.RuntimeService/${method}`, 'content-type': 'application/grpc', te: 'trailers' });
      const pieces: Buffer[] = [];
      let failure = 'no status';
      const take = (headers: Readonly<Record<string, unknown>>): void => {
        if (headers['grpc-status'] !== undefined) failure = headers['grpc-status'] === '0' ? '' : decodeURIComponent(String(headers['grpc-message']));
      };
      stream.setTimeout(patienceMs, () => stream.destroy(new Error(`${method}: no answer after ${patienceMs} ms`)));
      stream.on('response', take).on('trailers', take).on('data', (piece: Buffer) => pieces.push(piece)).once('error', reject);
      stream.once('close', () => {
        if (failure === '') resolve(Buffer.concat(pieces).subarray(FRAME_HEADER));
        else reject(new Error(`${method}: ${failure}`));
      });
      stream.end(frame(encode(message)));
    });
  }

  /** What `crictl inspectp` prints under `info`. */
  async sandboxInfo(id: string): Promise<SandboxInfo> {
    return infoOf(await this.call('PodSandboxStatus', { 1: id, 2: true })) as SandboxInfo;
  }

  /** What `crictl inspect` prints under `info`. */
  async containerInfo(id: string): Promise<ContainerInfo> {
    return infoOf(await this.call('ContainerStatus', { 1: id, 2: true })) as ContainerInfo;
  }
}

export interface SandboxInfo {
  readonly pid: number;
  readonly cniResult: { readonly Interfaces: Readonly<Record<string, { readonly IPConfigs: readonly { readonly IP: string }[] | null }>> };
}
export interface ContainerInfo {
  readonly pid: number;
  readonly sandboxID: string;
}

/** The map entry `info` of a verbose status holds JSON as text. */
function infoOf(answer: Buffer): unknown {
  const entry = decode(answer).get(2)?.find((row) => textAt(row, 1) === 'info');
  if (entry === undefined) throw new Error('a status that is not verbose');
  return JSON.parse(textAt(entry, 2));
}

function frame(bytes: Buffer): Buffer {
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([header, bytes]);
}
