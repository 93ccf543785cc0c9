/**
 * A checkout made for one test: the real server/setup beside stand-ins for what it builds and starts, so that each can
 * fail on request. The stand-in for the web process answers with all that it was given.
 */
import { spawn } from 'node:child_process';
import { cpSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { inCheckout } from './checkout.mjs';

export interface Given {
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: { readonly startToken: string; readonly viewTokenHash: string; readonly execTokenHash: string };
  readonly uid: number;
  readonly groups: readonly number[];
  readonly cwd: string;
  readonly status: string;
  readonly script: string;
  readonly pid: number;
}

const WEB = `
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
const secrets = JSON.parse(readFileSync(3, 'utf8'));
const given = () => JSON.stringify({ env: process.env, secrets, uid: process.getuid(), groups: process.getgroups(), cwd: process.cwd(), pid: process.pid,
  status: readFileSync('/proc/self/status', 'utf8'), script: process.argv[1] });
createServer((request, response) => request.url === '/die' ? process.exit(7) : response.end(given()))
  .on('error', () => process.exit(3)).listen(Number(process.env.NSATLAS_PORT), '127.0.0.1', () => console.log('{"ready":true}'));
`;
/** For the exec helper it plays its check of a policy: a text with a fault has a first line that says it. */
const LISTEN = `#!${process.execPath}
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
const checked = process.argv[process.argv.indexOf('--check-policy') + 1];
if (process.argv.includes('--check-policy')) {
  const isGood = !readFileSync(checked, 'utf8').startsWith('fault');
  console.log(checked + (isGood ? ': 1 rules' : ':1:1: a fault'));
  process.exit(isGood ? 0 : 1);
}
const parent = process.ppid;
createServer().listen(process.argv[process.argv.indexOf('--socket') + 1]);
setInterval(() => process.ppid === parent || process.exit(), 20);
`;
const MAKEFILE = `all:
\t@mkdir -p build; for name in inspect exec auth join make listen; do cp ../listen build/nsatlas-$$name; done; echo made >> ../made
`;
const NEXT = `import { mkdirSync, writeFileSync } from 'node:fs'; mkdirSync('.next'); writeFileSync('.next/BUILD_ID', 'x');\n`;
const ESBUILD = `#!/bin/sh\nmkdir -p dist && cp web.js dist/server.js\n`;

function write(root: string, path: string, text: string, mode = 0o644): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), mode);
}

/** The folder stands open to everybody unless its parent is closed. */
export function makeStandIn(parent: string): { root: string; remove: () => void } {
  const root = mkdtempSync(join(parent, 'nsatlas-stand-in-'));
  chmodSync(root, 0o755);
  cpSync(inCheckout('server/setup'), join(root, 'server/setup'), { recursive: true });
  const lock = JSON.stringify({ packages: { '': {} } });
  const files: [string, string, number?][] = [
    ['package.json', '{"type":"module","scripts":{"start":"exec node server/setup/start.mjs"}}'], ['package-lock.json', lock], ['node_modules/.package-lock.json', lock],
    ['node_modules/next/package.json', '{"type":"module"}'], ['node_modules/next/dist/bin/next', NEXT], ['node_modules/.bin/esbuild', ESBUILD, 0o755],
    ['server/index.ts', ''], ['web.js', WEB], ['listen', LISTEN, 0o755], ['native/Makefile', MAKEFILE],
  ];
  for (const [path, text, mode] of files) write(root, path, text, mode);
  return { root, remove: () => rmSync(root, { recursive: true }) };
}

export interface Started {
  readonly pid: number;
  readonly lines: readonly string[];
  readonly ended: Promise<number | null>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves with the address once it is printed; rejects when the launcher ends instead. */
  readonly address: Promise<string>;
}

export function startLauncher(root: string, options: readonly string[]): Started {
  const child = spawn(process.execPath, [join(root, 'server/setup/start.mjs'), ...options], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const address = new Promise<string>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        if (line.startsWith('nsatlas: http://')) resolve(line.slice('nsatlas: '.length));
      });
    }
    void ended.then((code) => reject(new Error(`ended with ${code}: ${lines.join('\n')}`)));
  });
  address.catch(() => undefined);
  return { pid: child.pid ?? 0, lines, ended, kill: (signal) => child.kill(signal), address };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
