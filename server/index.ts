/** The web process: reads what the launcher says, opens the pages behind the guard, says it is ready, and stops when told to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Viewer } from './authorize';
import { ConfigError, readConfig, type Config } from './config';
import { lookingEarly } from './early-look';
import { Bearers } from './guard/bearer';
import { Peers } from './guard/peer';
import { Sessions } from './guard/session';
import { SignIn } from './guard/sign-in';
import { loadSignInPage } from './guard/sign-in-page';
import { StartTokens } from './guard/start-tokens';
import { LiveDoor } from './live';
import { makeServices } from './make-services';
import { outliveReaders } from './outlive-readers';
import { openPages } from './pages';
import { provideServices } from './services';
import { SHORT_WAYS } from './short-ways';
import { TerminalDoor } from './terminals/terminal-door';
import { WebDoor } from './web-door';

/** What the launcher understands (server/setup/start-product.mjs). */
const EXIT_CONFIG = 2;
const EXIT_PORT_TAKEN = 3;
const STOP_MS = 3000;
const SESSIONS_LOOK_MS = 1000;

outliveReaders([process.stdout, process.stderr]);
const config = readConfigOrExit();
const stopping = new AbortController();
const startTokens = new StartTokens(config.secrets.startToken);
const keys = { port: config.port, sessions: new Sessions(), bearers: new Bearers(config.secrets) };
const { services, watch, terminals } = makeServices({ config, version: readVersion(config), startTokens, keys, stopping: stopping.signal });
provideServices(services);
const pages = await openPages(config);
const isSignedIn = (viewer: Viewer): boolean => keys.bearers.has(viewer) || keys.sessions.isSignedIn(viewer);
const sockets = [new LiveDoor({ watch, isSignedIn }), new TerminalDoor({ terminals, isSignedIn })];
for (const { room } of sockets) keys.sessions.onOver(({ name }) => room.signOut(name));
setInterval(() => keys.sessions.forgetOver(), SESSIONS_LOOK_MS).unref();
const signIn = new SignIn({ port: config.port, sessions: keys.sessions, startTokens });
const door = new WebDoor({ keys, peers: new Peers(config.peerUids), pages: lookingEarly(pages, () => watch.noteReader()), shortWays: SHORT_WAYS, sockets, signIn, signInPage: loadSignInPage(config.directory, config.port), viewerHeader: services.viewerHeader });
await listenOrExit();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
process.stdout.write('{"ready":true}\n');

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) return exit(EXIT_CONFIG, `the web process cannot start: ${error.message}`);
    throw error;
  }
}

function readVersion({ directory }: Config): string {
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
  return version;
}

async function listenOrExit(): Promise<void> {
  try {
    await door.listen();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    exit(EXIT_PORT_TAKEN, `port ${config.port} is taken`);
  }
}

/** Helpers are let go first: what they do for us ends with their connection. */
async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), STOP_MS).unref();
  stopping.abort();
  watch.stop();
  await door.stop();
  await pages.close();
  process.exit(0);
}

function exit(code: number, line: string): never {
  process.stderr.write(`nsatlas: ${line}\n`);
  process.exit(code);
}
