import { spawn } from 'node:child_process';

const PATIENCE_MS = 5000;

/**
 * @typedef {object} Death
 * @property {string} name
 * @property {number | null} code null when a signal ended it
 * @property {NodeJS.Signals | null} signal
 */

/**
 * The processes of one run of the product. When one of them ends by itself, the run is over.
 * Each has a session of its own, so Ctrl-C reaches the launcher alone and the end has an order.
 */
export class Children {
  /** @type {{ child: import('node:child_process').ChildProcess, ended: Promise<void> }[]} */
  #running = [];
  /** @type {(death: Death) => void} */
  #tellDeath = () => undefined;

  /** The first one that ended, whoever ended it. @type {Promise<Death>} */
  firstDeath = new Promise((resolve) => { this.#tellDeath = resolve; });

  /**
   * @param {string} name as the person is told when it ends
   * @param {readonly string[]} argv
   * @param {{ stdio: import('node:child_process').StdioOptions, env: NodeJS.ProcessEnv }} options
   */
  start(name, argv, { stdio, env }) {
    const [program = '', ...rest] = argv;
    const child = spawn(program, rest, { stdio, env, cwd: '/', detached: true });
    /** @type {Promise<void>} */
    const ended = new Promise((resolve) => {
      child.once('error', () => { this.#tellDeath({ name, code: null, signal: null }); resolve(); });
      child.once('exit', (code, signal) => { this.#tellDeath({ name, code, signal }); resolve(); });
    });
    this.#running.push({ child, ended });
    return child;
  }

  /** Ends them one after the other, the last started first: the web process before its doors. */
  async end() {
    for (const { child, ended } of this.#running.splice(0).reverse()) {
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(impatience);
    }
  }
}
