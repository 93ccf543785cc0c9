/** Runs a program of the host to its end: the way to the truth, and to make a world. No shell. */
import { execFile } from 'node:child_process';

const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

/** Gives stdout; rejects with stderr when the program does not end well. */
export function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve, reject) => {
    execFile(program, rest, { env: { ...process.env, ...env }, maxBuffer: OUTPUT_LIMIT_BYTES }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${argv.join(' ')}: ${stderr}${stdout}`, { cause: error }));
    });
  });
}

export async function runJson(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<unknown> {
  return JSON.parse(await run(argv, env));
}

const PATIENCE_MS = 45_000;
const INTERVAL_MS = 20;

/** Waits until a fact is there. Rejects with its name when it does not come. */
export async function until<T>(fact: string, look: () => T | null | false | undefined | Promise<T | null | false | undefined>, patienceMs = PATIENCE_MS): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`not so after ${patienceMs} ms: ${fact}`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
