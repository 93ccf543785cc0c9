import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inCheckout } from './checkout.mjs';

const PAPER = readFileSync(inCheckout('docs/threats.md'), 'utf8');
const LINES = PAPER.split('\n');

/** How a test is written where it stands: C has its sentence as the name of a function, TypeScript in quotes. */
function asWritten(path: string, name: string): string {
  if (path.endsWith('.c')) return `TEST(${name.replaceAll(' ', '_')});`;
  return path.endsWith('.ts') ? `('${name}'` : name;
}

/** File and test of each line that names one. */
const NAMED = LINES.flatMap((line) => {
  const [, path, name] = /^ {3}\* `([^`]+)`: "(.+)"$/.exec(line) ?? [];
  return path === undefined || name === undefined ? [] : [{ path, name }];
});

/** Those that are not there, as `path: name`. */
function missing(named: typeof NAMED): string[] {
  return named.filter(({ path, name }) => !existsSync(inCheckout(path)) || !readFileSync(inCheckout(path), 'utf8').includes(asWritten(path, name)))
    .map(({ path, name }) => `${path}: ${name}`);
}

describe('the table of threats', () => {
  it('names tests that exist', () => {
    expect(missing(NAMED)).toEqual([]);
  });
  it('has one or more for each threat', () => {
    const threats = PAPER.split(/^(?=\d+\. \*\*)/m).slice(1);
    expect(threats.length).toBe(24);
    expect(threats.filter((threat) => !/^ {3}\* `[^`]+`: "/m.test(threat))).toEqual([]);
  });
  it('names nothing in a way that is not looked after', () => {
    expect(LINES.filter((line) => /\.(c|sh|test\.ts|spec\.ts)`:/.test(line))).toHaveLength(NAMED.length);
  });
  it('names fuzzers that exist and keep something, those of frame, request, join, policy and ticket among them', () => {
    const [, listed = ''] = /each parser has a fuzzer([^]*?)\n\d+\. /.exec(PAPER) ?? [];
    const names = [...listed.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name);
    expect(names).toEqual(expect.arrayContaining(['frames', 'request', 'exec_request', 'join_spec', 'join_reports', 'target', 'policy', 'ticket']));
    expect(names.filter((name) => !existsSync(inCheckout(`native/fuzz/${name}_fuzz.c`)) || readdirSync(inCheckout(`native/fuzz/corpus/${name}`)).length === 0)).toEqual([]);
  });
  it('would be found out', () => {
    const made = [{ path: 'native/test/no_such_test.c', name: 'x' }, { path: 'native/test/frame_test.c', name: 'nothing of that name' }];
    expect(missing(made)).toHaveLength(2);
  });
});
