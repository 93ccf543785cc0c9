const SILENT_MS = 1000;
const REMINDER_MS = 10_000;

/**
 * @param {string} line
 * @param {NodeJS.WritableStream} [stream]
 */
export function say(line, stream = process.stdout) {
  stream.write(`nsatlas: ${line}\n`);
}

/** @param {number} started from performance.now() */
function seconds(started) {
  return Math.round((performance.now() - started) / 1000);
}

/**
 * Says what goes on as soon as it takes more than a second, again every ten, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const first = setTimeout(() => say(`${title} …`), SILENT_MS);
  const again = setInterval(() => say(`${title} … ${seconds(started)} s`), REMINDER_MS);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(again);
    if (performance.now() - started > SILENT_MS) say(`${title}: ${seconds(started)} s`);
  }
}
