import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isNodeNewEnough } from './node-version.mjs';
import { isInstalled } from './npm-packages.mjs';
import { refuseTakenPort } from './port.mjs';
import { Refusal } from './refusal.mjs';
import { lastLines, run, runOrRefuse } from './run.mjs';
import { hashInputs, readStamp, writeStamp } from './stamp.mjs';
import { ensureSystemPackages, installCommand, missingPackages, tryToInstall } from './system-packages.mjs';

let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'nsatlas-setup-')); });
afterEach(() => rmSync(folder, { recursive: true }));

describe('the Node that is needed', () => {
  it.each([['20.19.0', true], ['20.18.3', false], ['18.20.8', false], ['22.1.0', true], ['26.0.0', true]])('is not %s: %s', (version, isEnough) => {
    expect(isNodeNewEnough(version)).toBe(isEnough);
  });
});

describe('the stamp of what was built', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'in/deep'), { recursive: true });
    writeFileSync(join(folder, 'in/deep/a.ts'), 'a');
    writeFileSync(join(folder, 'in/b.test.ts'), 'b');
  });
  const hash = (): string => hashInputs(folder, ['in', 'absent'], (path) => !path.includes('.test.'));

  it('stays while nothing changes', () => expect(hash()).toBe(hash()));
  it('changes with the content of a file, though its size and time stay', () => {
    const before = hash();
    writeFileSync(join(folder, 'in/deep/a.ts'), 'A');
    expect(hash()).not.toBe(before);
  });
  it('changes with a file that comes, and with one that moves', () => {
    const before = hash();
    writeFileSync(join(folder, 'in/c.ts'), '');
    const more = hash();
    rmSync(join(folder, 'in/c.ts'));
    writeFileSync(join(folder, 'in/d.ts'), '');
    expect(new Set([before, more, hash()]).size).toBe(3);
  });
  it('does not change with a test', () => {
    const before = hash();
    writeFileSync(join(folder, 'in/b.test.ts'), 'B');
    expect(hash()).toBe(before);
  });
  it('is read as it was written, and null before', () => {
    const path = join(folder, 'stamp');
    expect(readStamp(path)).toBeNull();
    writeStamp(path, 'abc');
    expect(readStamp(path)).toBe('abc');
  });
});

describe('the npm packages', () => {
  const locked = { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/b': { version: '2.0.0', optional: true } };
  it('are there when all stand in the version that is locked', () => {
    expect(isInstalled(locked, { 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/b': { version: '2.0.0' } })).toBe(true);
  });
  it('may lack one that is for another platform', () => {
    expect(isInstalled(locked, { 'node_modules/a': { version: '1.0.0', integrity: 'x' } })).toBe(true);
  });
  it.each([
    ['one lacks', {}],
    ['one is of another version', { 'node_modules/a': { version: '1.0.1', integrity: 'x' } }],
    ['one has another content', { 'node_modules/a': { version: '1.0.0', integrity: 'y' } }],
    ['one is no longer asked for', { 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/c': { version: '1.0.0' } }],
  ])('are to be installed when %s', (_, installed) => expect(isInstalled(locked, installed)).toBe(false));
});

describe('the system packages', () => {
  const absent = [{ name: 'gcc', proof: 'no-such-program-anywhere' }, { name: 'libx-dev', proof: '/usr/include/no-such-header.h' }];
  it('are missing when their file is', () => {
    expect(missingPackages([...absent, { name: 'coreutils', proof: 'env' }, { name: 'base', proof: '/etc' }])).toEqual(['gcc', 'libx-dev']);
  });
  it('are there when one of several files is', () => {
    expect(missingPackages([{ name: 'clang', proof: ['no-such-clang', 'env'] }, { name: 'none', proof: ['no-such-clang', '/no-such-file'] }])).toEqual(['none']);
  });
  it('are let be when they are only wanted and nothing may be installed', async () => {
    await expect(tryToInstall(absent, { install: false, without: 'them' })).resolves.toBeUndefined();
  });
  it('give one line to run when nothing may be installed', async () => {
    await expect(ensureSystemPackages(absent, { install: false })).rejects.toThrow(new Refusal('system packages are missing; run: sudo apt-get install -y --no-install-recommends gcc libx-dev'));
  });
  it('keep the session bus of systemd out when chromium comes', () => {
    expect(installCommand(['dbus-x11', 'chromium'])).toEqual(['apt-get', 'install', '-y', '--no-install-recommends', 'dbus-x11', 'chromium', 'dbus-user-session-']);
  });
});

describe('a program that is run', () => {
  it('gives its status and both its outputs', async () => {
    expect(await run(['env', 'sh', '-c', 'echo out; echo err >&2; exit 3'])).toEqual({ code: 3, output: expect.stringMatching(/^(out\nerr|err\nout)\n$/) as string });
  });
  it('is refused with the end of its output when it must not fail', async () => {
    const failure = runOrRefuse('trying', ['env', 'sh', '-c', 'seq 1 100; exit 1']);
    await expect(failure).rejects.toThrow('trying failed: env gave 1');
    await expect(failure).rejects.toMatchObject({ detail: expect.stringMatching(/^76\n[^]*\n100$/) as string });
  });
  it('is refused by name when it is not there', async () => {
    await expect(runOrRefuse('trying', ['no-such-program'])).rejects.toThrow(new Refusal('trying failed: there is no program no-such-program'));
  });
  it('leaves no more than its last lines', () => expect(lastLines('a\n'.repeat(100)).split('\n')).toHaveLength(25));
});

describe('a port', () => {
  it('is refused in one line when somebody listens there', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    await expect(refuseTakenPort(port)).rejects.toThrow(new Refusal(`port ${port} is taken; choose another: npm start -- --port N`));
    await new Promise((resolve) => server.close(resolve));
    await expect(refuseTakenPort(port)).resolves.toBeUndefined();
  });
});
