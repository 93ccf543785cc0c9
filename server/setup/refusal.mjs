import { say } from './progress.mjs';

/**
 * The one line a person gets when something cannot go on. `detail` is the end of a tool's own output.
 * Exit status 2 means: the command line is wrong. Everything else is 1.
 */
export class Refusal extends Error {
  /**
   * @param {string} line
   * @param {{ exitCode?: number, detail?: string }} [more]
   */
  constructor(line, { exitCode = 1, detail = '' } = {}) {
    super(line);
    this.name = 'Refusal';
    this.exitCode = exitCode;
    this.detail = detail;
  }
}

/**
 * Runs a command's main function and turns a Refusal into its line and exit status. Any other error is a defect.
 * @param {() => Promise<number>} main gives the exit status
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.detail !== '') process.stderr.write(`${error.detail.trimEnd()}\n`);
    say(error.message, process.stderr);
    process.exitCode = error.exitCode;
  }
}
