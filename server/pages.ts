/** Next, behind our own server. */
import { Server } from 'node:http';
import next from 'next';
import type { Pages } from './web-door';

export interface OpenPages extends Pages {
  readonly close: () => Promise<void>;
}

export async function openPages({ directory, port, isDev }: { readonly directory: string; readonly port: number; readonly isDev: boolean }): Promise<OpenPages> {
  // Next adds a listener for upgrades to the server it is told of, else to the one of its first request: past our guard.
  // So it is told of one that never listens.
  const nobody = new Server();
  const app = next({ dev: isDev, dir: directory, hostname: '127.0.0.1', port, httpServer: nobody });
  await app.prepare();
  return { handle: app.getRequestHandler(), upgrade: isDev ? app.getUpgradeHandler() : null, close: () => app.close() };
}
