import { spawn } from 'node:child_process';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';

/** A process that says each uncaught exception on standard error, as Next does, and gives up with 7 when one begets the next. */
const TALKER = (prelude: string): string => `
  ${prelude}
  let told = 0;
  process.on('uncaughtException', (error) => { told += 1; if (told > 20) process.exit(7); console.error('uncaught', error); process.stderr.write('again\\n'); });
  setInterval(() => process.stderr.write('a line\\n'), 10);
  setTimeout(() => process.exit(0), 400);
`;

function endOf(prelude: string): Promise<number | null> {
  const child = spawn(process.execPath, ['-e', TALKER(prelude)], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.destroy();
  return new Promise((resolve) => child.once('close', resolve));
}

it('goes on quietly when nobody reads its lines any more', async () => {
  const built = buildSync({ entryPoints: [new URL('outlive-readers.ts', import.meta.url).pathname], bundle: true, write: false, format: 'iife', globalName: 'ours' }).outputFiles[0]?.text ?? '';
  expect(await endOf('')).toBe(7);
  expect(await endOf(`${built}; ours.outliveReaders([process.stdout, process.stderr]);`)).toBe(0);
});
