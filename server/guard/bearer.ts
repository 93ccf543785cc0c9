/** Tokens for programs: `Authorization: Bearer TOKEN` (npx nsatlas token). They live as long as this process. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '../authorize';
import { isSecret } from './secret';

export interface BearerHashes {
  /** sha256 in hexadecimal, as the other. */
  readonly viewTokenHash: string;
  readonly execTokenHash: string;
}

export class Bearers {
  readonly #known: readonly { readonly hash: Buffer; readonly viewer: Viewer }[];

  constructor({ viewTokenHash, execTokenHash }: BearerHashes) {
    this.#known = [
      { hash: Buffer.from(viewTokenHash, 'hex'), viewer: { name: 'the view token', acts: ['view'] } },
      { hash: Buffer.from(execTokenHash, 'hex'), viewer: { name: 'the exec token', acts: ['view', 'exec', 'invite'] } },
    ];
  }

  has(viewer: Viewer): boolean {
    return this.#known.some((row) => row.viewer === viewer);
  }

  /** By its name for the log. */
  knows(name: string): boolean {
    return this.#known.some(({ viewer }) => viewer.name === name);
  }

  find(headers: IncomingHttpHeaders): Viewer | null {
    const token = /^Bearer +([\w-]{1,256})$/i.exec(headers.authorization ?? '')?.[1];
    return token === undefined ? null : (this.#known.find(({ hash }) => isSecret(token, hash))?.viewer ?? null);
  }
}

export function hasBearer(headers: IncomingHttpHeaders): boolean {
  return headers.authorization !== undefined;
}
