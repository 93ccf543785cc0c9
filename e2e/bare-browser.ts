/**
 * A browser that nobody listens to: no more is asked of it than to open a page and to answer. Playwright has every message of
 * every WebSocket told to it, which at a large host costs the browser more than the page needs for it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { CHROMIUM } from '../playwright.config';

const SIZE = { width: 1280, height: 800 };

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class BareBrowser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString('utf8')) as Answer));
  }

  static async start(): Promise<BareBrowser> {
    const profile = mkdtempSync(join(tmpdir(), 'nsatlas-bare-'));
    const options = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, `--window-size=${SIZE.width},${SIZE.height}`];
    const process = spawn(CHROMIUM.executablePath, [...CHROMIUM.args, ...options, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const socket = new WebSocket(await debuggerOf(process), { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new BareBrowser(process, profile, socket);
  }

  /** A page in a profile of its own. `first` runs in it before its scripts do. */
  async open(address: string, first: () => void): Promise<BarePage> {
    const { browserContextId } = await this.ask<{ browserContextId: string }>('Target.createBrowserContext');
    const { targetId } = await this.ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank', browserContextId, ...SIZE });
    const { sessionId } = await this.ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    await this.ask('Page.enable', {}, sessionId);
    await this.ask('Emulation.setDeviceMetricsOverride', { ...SIZE, deviceScaleFactor: 1, mobile: false }, sessionId);
    await this.ask('Page.addScriptToEvaluateOnNewDocument', { source: `(${first.toString()})()` }, sessionId);
    await this.ask('Page.navigate', { url: address }, sessionId);
    return new BarePage(this, sessionId, browserContextId);
  }

  ask<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = (this.#lastId += 1);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject })) as Promise<T>;
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await gone;
    // Its children may still write there.
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20 });
  }

  #hear({ id, result, error }: Answer): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(error.message));
  }
}

export class BarePage {
  readonly #browser: BareBrowser;
  readonly #session: string;
  readonly #context: string;

  constructor(browser: BareBrowser, session: string, context: string) {
    this.#browser = browser;
    this.#session = session;
    this.#context = context;
  }

  /** What the function gives in the page. */
  async evaluate<T>(asked: () => T): Promise<T> {
    const { result, exceptionDetails } = await this.#browser.ask<{ result: { value: T }; exceptionDetails?: { text: string } }>('Runtime.evaluate', { expression: `(${asked.toString()})()`, returnByValue: true }, this.#session);
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result.value;
  }

  async close(): Promise<void> {
    await this.#browser.ask('Target.disposeBrowserContext', { browserContextId: this.#context });
  }
}

function debuggerOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (stderr === null) throw new Error('nothing to read from');
    const lines = createInterface({ input: stderr });
    lines.on('line', (line) => {
      const address = /ws:\/\/\S+/.exec(line)?.[0];
      if (address !== undefined) resolve(address);
    });
    lines.once('close', () => reject(new Error('chromium ended before it could be spoken to')));
  });
}
