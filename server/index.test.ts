/** The web process as the launcher starts it, in one bundle; only Next is a stand-in. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { scanOf } from '@/lib/snapshot.fixture';
import { startFakeHelper, withLooks, type FakeHelper } from './fake-helper.fixture';
import { CHECKOUT, EXEC_TOKEN, freePort, openSocket, send, sha256, START_TOKEN, upgrade, VIEW_TOKEN } from './web-door.fixture';

const SECRETS = { startToken: START_TOKEN, viewTokenHash: sha256(VIEW_TOKEN), execTokenHash: sha256(EXEC_TOKEN) };
const PAGES = `export const openPages = async () => ({ handle: async (request, response) => { response.end('the page'); }, upgrade: null, close: async () => {} });`;
let directory = '';
let bundle = '';
let helper: FakeHelper;
let port = 0;
const running: ChildProcess[] = [];
const others: Server[] = [];
const hasIpv6 = existsSync('/proc/net/if_inet6');

beforeAll(async () => {
  // Below the checkout, for the packages beside it.
  mkdirSync(join(CHECKOUT, 'dist'), { recursive: true });
  directory = mkdtempSync(join(CHECKOUT, 'dist/test-'));
  writeFileSync(join(directory, 'pages.mjs'), PAGES);
  bundle = join(directory, 'server.js');
  await build({
    entryPoints: [join(CHECKOUT, 'server/index.ts')], outfile: bundle, bundle: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external', logLevel: 'error',
    plugins: [{ name: 'stand-in', setup: (given) => given.onResolve({ filter: /^\.\/pages$/ }, () => ({ path: join(directory, 'pages.mjs') })) }],
  });
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(async () => {
  port = await freePort();
  helper = await startFakeHelper(withLooks(() => (_, { answer }) => answer(scanOf({ processes: [{ pid: 1 }] }))));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const server of others.splice(0)) await new Promise((resolve) => server.close(resolve));
  await helper.stop();
});

interface Started {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Rejects when it ends instead. */
  readonly ready: Promise<void>;
  readonly ended: Promise<number | null>;
}

function start(more: Record<string, string> = {}): Started {
  const file = join(directory, `secrets-${port}`);
  writeFileSync(file, JSON.stringify(SECRETS));
  const fd = openSync(file, 'r');
  rmSync(file);
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'], NODE_ENV: 'production', NSATLAS_PORT: `${port}`, NSATLAS_INSPECT: `unix:${helper.address.transport === 'unix' ? helper.address.path : ''}`, NSATLAS_EXEC: '',
    NSATLAS_READ_ONLY: '1', NSATLAS_PRIVILEGED: '0', NSATLAS_FULL_VIEW: 'sudo npm start', NSATLAS_PEER_UIDS: `${process.getuid?.() ?? 0}`, NSATLAS_DIR: CHECKOUT, NSATLAS_SECRETS_FD: '3', ...more,
  };
  const child = spawn(process.execPath, [bundle], { stdio: ['ignore', 'pipe', 'pipe', fd], cwd: '/', env });
  closeSync(fd);
  running.push(child);
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<void>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      if (input === null) continue;
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        if (line === '{"ready":true}') resolve();
      });
    }
    void ended.then((code) => reject(new Error(`ended with ${code ?? 'a signal'}: ${lines.join('\n')}`)));
  });
  ready.catch(() => undefined);
  return { child, lines, ready, ended };
}

const host = (): string => `127.0.0.1:${port}`;

describe('the web process', () => {
  it('says one thing: that it is ready, once it answers', async () => {
    const { ready, lines } = start();
    await ready;
    expect((await send(port, { headers: { Host: host() } })).status).toBe(401);
    expect((await send(port, { headers: { Host: host(), Authorization: `Bearer ${VIEW_TOKEN}` } })).body).toBe('the page');
    expect(lines).toEqual(['{"ready":true}']);
  });

  it('listens on loopback addresses alone', async () => {
    const { ready, child } = start();
    await ready;
    const inodes = readFileSync(`/proc/${child.pid ?? 0}/net/tcp`, 'utf8') + readFileSync(`/proc/${child.pid ?? 0}/net/tcp6`, 'utf8');
    const word = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
    const addresses = inodes.split('\n').filter((line) => line.includes(' 0A ') && line.includes(word)).map((line) => line.trim().split(' ')[1]?.split(':')[0]);
    expect(addresses).toContain('0100007F');
    expect(new Set(['0100007F', '00000000000000000000000001000000', ...addresses]).size).toBe(2);
  });

  it('has its secrets in nothing that others could read', async () => {
    const { ready, child } = start();
    await ready;
    const read = (name: string): string => readFileSync(`/proc/${child.pid ?? 0}/${name}`, 'utf8');
    for (const secret of Object.values(SECRETS)) expect(read('environ') + read('cmdline')).not.toContain(secret);
  });

  it('takes upgrades to nowhere but the live connection', async () => {
    await start().ready;
    expect(await upgrade(port, '/_next/hmr', { Host: host(), Authorization: `Bearer ${VIEW_TOKEN}` })).toBe(0);
    expect(await upgrade(port, '/', { Host: host(), Authorization: `Bearer ${VIEW_TOKEN}` })).toBe(0);
  });

  it('shows the host live', async () => {
    await start().ready;
    const socket = openSocket(port, VIEW_TOKEN);
    const message = await new Promise<string>((resolve) => socket.once('message', (data) => resolve((data as Buffer).toString())));
    expect(JSON.parse(message)).toMatchObject({ kind: 'snapshot', snapshot: { processes: [{ pid: 1 }] } });
    socket.terminate();
  });

  it('looks at the host when the page is asked for, by whoever may see it', async () => {
    await start().ready;
    const looks = () => helper.requests.filter(({ verb }) => verb === 'watch').length;
    await send(port, { path: '/', headers: { Host: host() } });
    await send(port, { path: '/icon.svg', headers: { Host: host(), Authorization: `Bearer ${VIEW_TOKEN}` } });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(looks()).toBe(0);
    await send(port, { path: '/', headers: { Host: host(), Authorization: `Bearer ${VIEW_TOKEN}` } });
    await vi.waitUntil(() => looks() > 0, { timeout: 10_000 });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('on %s ends well, with live connections and waiting helpers', async (signal) => {
    helper.play = () => undefined;
    const { ready, child, ended } = start();
    await ready;
    const socket = openSocket(port, VIEW_TOKEN);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    child.kill(signal);
    expect(await closed).toBe(1001);
    expect(await ended).toBe(0);
  });

  it('says which port is taken, and gives the status the launcher knows', async () => {
    const other = createServer();
    others.push(other);
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const { lines, ended } = start();
    expect(await ended).toBe(3);
    expect(lines).toEqual([`nsatlas: port ${port} is taken`]);
  });

  if (hasIpv6) {
    it('does not leave localhost to somebody else on the other address family', async () => {
      const other = createServer();
      others.push(other);
      await new Promise<void>((resolve) => other.listen(port, '::1', resolve));
      const { ended } = start();
      expect(await ended).toBe(3);
    });
  }

  it('says in one line what is wrong with what it was given', async () => {
    const { lines, ended } = start({ NSATLAS_INSPECT: 'nowhere' });
    expect(await ended).toBe(2);
    expect(lines).toEqual(['nsatlas: the web process cannot start: NSATLAS_INSPECT: is neither unix:/path nor spawn:/path']);
  });
});
