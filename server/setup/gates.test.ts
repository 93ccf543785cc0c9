import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inCheckout } from './checkout.mjs';

const ROOMS = ['app', 'components', 'lib', 'server', 'native', 'e2e', 'docs'];
const PAPERS = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CHANGELOG.md', 'package.json', 'eslint.config.mjs'];
const NOT_OURS = /(^|\/)(build|node_modules|pictures)(\/|$)/;
const THIS_FILE = 'server/setup/gates.test.ts';

/** Paths of all files below a folder of the checkout. */
function filesBelow(folder: string): string[] {
  return readdirSync(inCheckout(folder), { withFileTypes: true })
    .map((entry) => ({ entry, path: join(folder, entry.name) }))
    .filter(({ path }) => !NOT_OURS.test(path))
    .flatMap(({ entry, path }) => (entry.isDirectory() ? filesBelow(path) : [path]));
}

const FILES = [...ROOMS.flatMap(filesBelow), ...PAPERS].filter((path) => path !== THIS_FILE && /\.(tsx?|mjs|[ch]|md|css|json|sh|py)$/.test(path));

/** `path:line: text` of every line that matches. */
function linesWith(pattern: RegExp, paths = FILES): string[] {
  return paths.flatMap((path) =>
    readFileSync(inCheckout(path), 'utf8').split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])));
}

/** `path:line: N lines` of every function longer than the limit. Relies on the brace in column 0. */
function longFunctions(path: string, limit: number): string[] {
  const lines = readFileSync(inCheckout(path), 'utf8').split('\n');
  let open = 0;
  return lines.flatMap((line, at) => {
    if (line.startsWith('{')) open = at;
    const length = at - open + 1;
    return line.startsWith('}') && length > limit && lines[open]?.startsWith('{') ? [`${path}:${open + 1}: ${length} lines`] : [];
  });
}

describe('the words', () => {
  it('know the peer id of a net namespace, the ino and the id, and no word that means all three', () => {
    expect(linesWith(/\bnsid\b/i)).toEqual([]);
  });
  it('say "net", as /proc does', () => {
    expect(linesWith(/NetworkNamespace|MountNamespace/)).toEqual([]);
  });
});

describe('the house', () => {
  it('has no folder whose name says nothing', () => {
    expect(FILES.filter((path) => /(^|\/)(utils?|helpers|common|types|constants|hooks|misc)(\/|\.[a-z]+$)/.test(path))).toEqual([]);
  });
  it('has no file that only passes on what others export', () => {
    expect(FILES.filter((path) => /(^|\/)index\.tsx?$/.test(path) && path !== 'server/index.ts')).toEqual([]);
  });
  it('knows no path of the machine it was written on', () => {
    expect(linesWith(/\/work\/|\/home\/(?!NAME)[a-z]/)).toEqual([]);
  });
  it('puts nothing off', () => {
    expect(linesWith(/\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });
  it('skips no test and runs no test alone', () => {
    expect(linesWith(/\b(it|test|describe)\.(skip|only|todo|fixme|skipIf|runIf)\b/)).toEqual([]);
  });
});

describe('the C of the helper', () => {
  const sources = FILES.filter((path) => /^native\/.*\.[ch]$/.test(path));
  it('has no function over 80 lines', () => {
    expect(sources.flatMap((path) => longFunctions(path, 80))).toEqual([]);
  });
  it('has no file over 400 lines', () => {
    const lengths = sources.filter((path) => !path.startsWith('native/test/')).map((path) => ({ path, length: readFileSync(inCheckout(path), 'utf8').split('\n').length }));
    expect(lengths.filter(({ length }) => length > 400)).toEqual([]);
  });
  it('starts no shell', () => {
    expect(linesWith(/\b(system|popen)\s*\(/, sources.filter((path) => !path.startsWith('native/test/')))).toEqual([]);
  });
});

describe('the lock file', () => {
  it('names no registry, so that it works with any', () => {
    expect(linesWith(/"resolved":/, ['package-lock.json'])).toEqual([]);
  });
  it('pins every package of ours to one version', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});
