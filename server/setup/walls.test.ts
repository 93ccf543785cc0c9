import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { CHECKOUT, inCheckout } from './checkout.mjs';

// Types are left out: these files are not on the disk, and no wall needs them.
const eslint = new ESLint({
  cwd: CHECKOUT,
  overrideConfig: [{ ...tseslint.configs.disableTypeChecked, files: ['**/*'] }, { languageOptions: { parserOptions: { projectService: false } } }],
});

/** The messages of all complaints about this code, were it in this file. */
async function complaints(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: inCheckout(path) });
  return result?.messages.map(({ message }) => message) ?? ['not linted'];
}

/** Every way to name a module. */
const WAYS: Readonly<Record<string, (source: string) => string>> = {
  'an import': (source) => `import { x } from '${source}';\nexport const y = x;`,
  'a type import': (source) => `import type { X } from '${source}';\nexport type Y = X;`,
  'a re-export': (source) => `export { x } from '${source}';`,
  'a dynamic import': (source) => `export const y = await import('${source}');`,
};
const FORBIDDEN_ROOMS = {
  lib: ['app', 'components', 'server', 'e2e'],
  components: ['app', 'server', 'e2e'],
  server: ['app', 'components', 'e2e'],
  app: ['e2e'],
  e2e: ['app', 'components', 'server'],
};
const FORBIDDEN_PACKAGES = {
  lib: ['react', 'react-dom/client', 'next/link', 'swr', 'ws', 'systeminformation', 'server-only', 'd3-selection', 'd3-zoom', '@playwright/test', 'node:fs', 'fs', 'fs/promises', 'process'],
  components: ['server-only', 'ws', 'systeminformation', 'node:fs', 'fs', 'path', 'node:child_process', 'net'],
  server: ['react', 'react-dom/server', 'swr', 'swr/mutation', 'd3-force', 'd3-zoom'],
  app: ['d3-force', 'd3-zoom', 'ws', 'node:child_process', 'child_process', 'net', 'node:net'],
  e2e: ['react', 'react-dom', 'd3-force', 'swr', 'next/link'],
};
const ALLOWED = {
  lib: ['./schema', 'zod', 'd3-force', 'd3-hierarchy', 'd3-quadtree'],
  components: ['@/lib/schema', '../../lib/schema', './paint', 'react', 'swr', 'd3-zoom', 'd3-selection'],
  server: ['@/lib/schema', '../lib/schema', './answer', 'node:http', 'next', 'ws', 'systeminformation', 'zod', 'server-only'],
  app: ['@/lib/schema', '@/components/graph/paint', '@/server/answer', '../components/panel', 'react', 'next/link'],
  e2e: ['@/lib/schema', './sandbox', '@playwright/test', 'node:child_process', 'node:net'],
};

const rooms = Object.keys(FORBIDDEN_ROOMS) as (keyof typeof FORBIDDEN_ROOMS)[];
const roomMessage = (room: keyof typeof FORBIDDEN_ROOMS): string => `${room}/ must not know ${FORBIDDEN_ROOMS[room].join(', ')}.`;

describe.each(rooms)('the walls of %s/', (room) => {
  const sources = FORBIDDEN_ROOMS[room].flatMap((other) => [`@/${other}/x`, `../${other}/x`, `../../${other}/x`, `./../${other}/x`, `@/${other}`]);
  it.each(Object.keys(WAYS))('keep other rooms out of %s', async (way) => {
    for (const source of sources) {
      expect.soft(await complaints(`${room}/deep/made-up.ts`, WAYS[way]?.(source) ?? ''), source).toEqual([expect.stringContaining(roomMessage(room))]);
    }
  });

  it.each(Object.keys(WAYS))('keep packages of other rooms out of %s', async (way) => {
    for (const source of FORBIDDEN_PACKAGES[room]) {
      const found = await complaints(`${room}/made-up.ts`, WAYS[way]?.(source) ?? '');
      expect.soft(found, source).toContainEqual(expect.stringContaining(`${room}/ must not use this package.`));
    }
  });

  it.each(Object.keys(WAYS))('let what is allowed in by %s', async (way) => {
    for (const source of ALLOWED[room]) expect.soft(await complaints(`${room}/made-up.ts`, WAYS[way]?.(source) ?? ''), source).toEqual([]);
  });

  it('stand for its tests too, but let them ask Node for the truth', async () => {
    const other = FORBIDDEN_ROOMS[room][0] ?? '';
    expect(await complaints(`${room}/made-up.test.ts`, `export { x } from '@/${other}/x';`)).toEqual([expect.stringContaining(roomMessage(room))]);
    expect(await complaints(`${room}/made-up.test.ts`, `export { x } from 'node:fs';`)).toEqual([]);
  });

  it('see no way around by a computed import', async () => {
    expect(await complaints(`${room}/made-up.ts`, `const where = '@/app';\nexport const y = await import(where);`)).toEqual(['A wall cannot see what this imports.']);
  });

  it.each([
    ['a process with a shell', `export const options = { shell: true };`],
    ['exec of child_process', `import { exec } from 'child_process';\nexport const y = exec;`],
    ['execSync under another name', `import { execSync as run } from 'node:child_process';\nexport const y = run;`],
    ['all of child_process', `import * as all from 'node:child_process';\nexport const y = all;`],
    ['child_process as a default', `import all from 'node:child_process';\nexport const y = all;`],
    ['a spawned sh', `export const y = spawn('/bin/sh', ['-c', 'true']);`],
    ['a spawned bash', `export const y = execFileSync('bash', ['-c', 'true']);`],
  ])('know no shell: %s', async (_, code) => {
    expect(await complaints(`${room}/made-up.ts`, code)).toContain('argv arrays end to end, no shell.');
  });
});

describe('the door to the helper', () => {
  const modules = ['node:child_process', 'child_process', 'node:net', 'net', 'node:tls', 'node:dgram'];
  it.each(modules)('is the only user of %s in server/', async (source) => {
    for (const way of ['an import', 'a dynamic import']) {
      expect(await complaints('server/made-up.ts', WAYS[way]?.(source) ?? '')).toEqual([expect.stringContaining('Only server/helper.ts talks to the helper.')]);
      expect(await complaints('server/helper.ts', WAYS[way]?.(source) ?? '')).toEqual([]);
    }
  });
});

describe('server/setup/', () => {
  it.each(['typescript', 'zod', 'ws', '@/lib/schema', '@playwright/test'])('runs before npm ci, so it must not use %s', async (source) => {
    expect(await complaints('server/setup/made-up.mjs', `export { x } from '${source}';`)).toEqual([expect.stringContaining('server/ must not use this package.')]);
  });
  it('may use Node and itself', async () => {
    expect(await complaints('server/setup/made-up.mjs', `export { spawn } from 'node:child_process';\nexport { run } from './run.mjs';`)).toEqual([]);
  });
});

describe('lib/ is repeatable', () => {
  it.each([
    ['the clock', 'export const y = new Date();'],
    ['the clock of Date.now', 'export const y = Date.now();'],
    ['chance', 'export const y = Math.random();'],
    ['chance by another name', 'const { random } = Math;\nexport const y = random;'],
    ['a timer', 'export const y = setTimeout;'],
    ['the process', 'export const y = process.pid;'],
    ['the network', `export const y = fetch('/');`],
  ])('and does not know %s', async (_, code) => {
    expect(await complaints('lib/made-up.ts', code)).toHaveLength(1);
  });
});

/** What tsc says of this code as a file of lib/, which is not written to the disk. */
function compilerComplaints(code: string): string[] {
  const path = inCheckout('lib/made-up.ts');
  const config = ts.parseJsonConfigFileContent(ts.readConfigFile(inCheckout('lib/tsconfig.json'), (name) => ts.sys.readFile(name)).config, ts.sys, inCheckout('lib'));
  const host = ts.createCompilerHost(config.options);
  const readFromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => name === path ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2022, true) : readFromDisk(name, ...rest);
  const program = ts.createProgram([path], config.options, host);
  return ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the compiler of lib/', () => {
  // A library that brings the DOM's types along would open the wall for all: so all that lib/ may use is in.
  const ALL_PACKAGES = `import { z } from 'zod';\nimport { forceSimulation } from 'd3-force';\nimport { hierarchy } from 'd3-hierarchy';\nimport { quadtree } from 'd3-quadtree';\nexport const all = [z, forceSimulation, hierarchy, quadtree];\n`;

  const NAMES = ['document', 'window', 'process', 'setTimeout', 'console', 'fetch', 'performance', 'crypto', 'localStorage', 'Buffer', 'URLSearchParams', 'TextDecoder', 'structuredClone'];

  it('is content with pure code', () => {
    expect(compilerComplaints(`${ALL_PACKAGES}export const y = [1].map((n) => n + 1);`)).toEqual([]);
  });
  it(`knows nothing of ${NAMES.join(', ')}`, () => {
    const found = compilerComplaints(`${ALL_PACKAGES}export const y: unknown[] = [${NAMES.join(', ')}];`);
    expect(found).toEqual(NAMES.map((name) => expect.stringContaining(`Cannot find name '${name}'`) as string));
  });
});
