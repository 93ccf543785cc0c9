import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config';

const SECRETS = { startToken: 's'.repeat(43), viewTokenHash: 'a'.repeat(64), execTokenHash: 'b'.repeat(64) };
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nsatlas-config-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function secretsFd(text: string = JSON.stringify(SECRETS)): number {
  writeFileSync(join(directory, 'secrets'), text);
  return openSync(join(directory, 'secrets'), 'r');
}

function environment(more: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  return {
    NSATLAS_PORT: '4280', NSATLAS_INSPECT: 'unix:/run/nsatlas.x/inspect.sock', NSATLAS_EXEC: 'spawn:/opt/nsatlas-exec', NSATLAS_READ_ONLY: '0',
    NSATLAS_PRIVILEGED: '1', NSATLAS_FULL_VIEW: '', NSATLAS_PEER_UIDS: '0,1000', NSATLAS_DIR: '/srv/nsatlas', ...('NSATLAS_SECRETS_FD' in more ? {} : { NSATLAS_SECRETS_FD: `${secretsFd()}` }), ...more,
  };
}

function complaint(given: Record<string, string | undefined>): string {
  try {
    readConfig(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'nothing wrong';
}

describe('the configuration', () => {
  it('is what the launcher says', () => {
    expect(readConfig(environment())).toEqual({
      port: 4280,
      inspectDoor: { transport: 'unix', path: '/run/nsatlas.x/inspect.sock' },
      execDoor: { transport: 'spawn', program: '/opt/nsatlas-exec', words: ['--guard'] },
      rights: null, readOnly: false, privileged: true, fullViewCommand: null, peerUids: [0, 1000], directory: '/srv/nsatlas', isDev: false, secrets: SECRETS,
    });
  });

  it.each([[''], [undefined]])('has no exec door when it is %j', (word) => {
    expect(readConfig(environment({ NSATLAS_EXEC: word, NSATLAS_READ_ONLY: '1' }))).toMatchObject({ execDoor: null, readOnly: true });
  });

  it('has a policy together with the door where one is recognised, or neither', () => {
    const NSATLAS_AUTH = 'unix:/run/nsatlas.x/auth.sock';
    expect(readConfig(environment({ NSATLAS_AUTH, NSATLAS_POLICY: '/etc/nsatlas/policy' })).rights).toEqual({ authDoor: { transport: 'unix', path: '/run/nsatlas.x/auth.sock' }, policy: '/etc/nsatlas/policy' });
    expect(readConfig(environment({ NSATLAS_AUTH: '', NSATLAS_POLICY: '' })).rights).toBeNull();
    expect(complaint(environment({ NSATLAS_AUTH }))).toContain('belong together');
    expect(complaint(environment({ NSATLAS_POLICY: '/etc/nsatlas/policy' }))).toContain('belong together');
  });

  it('tells the helpers that we start ourselves where the audit is kept', () => {
    const { inspectDoor, execDoor } = readConfig(environment({ NSATLAS_AUDIT: '/var/log/nsatlas/audit.jsonl' }));
    expect(inspectDoor).toEqual({ transport: 'unix', path: '/run/nsatlas.x/inspect.sock' });
    expect(execDoor).toEqual({ transport: 'spawn', program: '/opt/nsatlas-exec', words: ['--guard', '--audit', '/var/log/nsatlas/audit.jsonl'] });
  });

  it('closes the descriptor of the secrets', () => {
    const fd = secretsFd();
    readConfig(environment({ NSATLAS_SECRETS_FD: `${fd}` }));
    expect(() => readFileSync(fd)).toThrow('EBADF');
  });

  it.each([
    ['no port', { NSATLAS_PORT: undefined }, /^NSATLAS_PORT: /],
    ['a port that is no number', { NSATLAS_PORT: '80x' }, /^NSATLAS_PORT: is no whole number$/],
    ['port 0', { NSATLAS_PORT: '0' }, /^NSATLAS_PORT: /],
    ['a port too high', { NSATLAS_PORT: '65536' }, /^NSATLAS_PORT: /],
    ['no inspect door', { NSATLAS_INSPECT: '' }, /^NSATLAS_INSPECT: is neither unix:\/path nor spawn:\/path$/],
    ['a door over TCP', { NSATLAS_INSPECT: 'tcp:127.0.0.1:1' }, /^NSATLAS_INSPECT: /],
    ['a door without its whole path', { NSATLAS_EXEC: 'unix:exec.sock' }, /^NSATLAS_EXEC: /],
    ['an exec door although read-only', { NSATLAS_READ_ONLY: '1' }, /^NSATLAS_READ_ONLY is set, but NSATLAS_EXEC names a door$/],
    ['a yes that is neither', { NSATLAS_READ_ONLY: 'yes' }, /^NSATLAS_READ_ONLY: /],
    ['nobody who may come', { NSATLAS_PEER_UIDS: undefined }, /^NSATLAS_PEER_UIDS: /],
    ['a user by name', { NSATLAS_PEER_UIDS: '0,root' }, /^NSATLAS_PEER_UIDS: is no list of uids$/],
    ['no checkout', { NSATLAS_DIR: '.' }, /^NSATLAS_DIR: is no absolute path$/],
    ['no secrets', { NSATLAS_SECRETS_FD: undefined }, /^NSATLAS_SECRETS_FD: /],
    ['secrets on standard input', { NSATLAS_SECRETS_FD: '0' }, /^NSATLAS_SECRETS_FD: /],
    ['a closed descriptor', { NSATLAS_SECRETS_FD: '1000' }, /^NSATLAS_SECRETS_FD: descriptor 1000 cannot be read: EBADF/],
  ])('is refused in one line with %s', (_, words, line) => {
    const said = complaint(environment(words));
    expect(said).toMatch(line);
    expect(said).not.toContain('\n');
  });

  it.each([
    ['no JSON', 'hunter2{', 'NSATLAS_SECRETS_FD: what it holds is no JSON'],
    ['a hash that is none', JSON.stringify({ ...SECRETS, viewTokenHash: 'hunter2' }), 'NSATLAS_SECRETS_FD: .viewTokenHash: is no sha256 in hexadecimal'],
    ['a short start token', JSON.stringify({ ...SECRETS, startToken: 'hunter2' }), 'NSATLAS_SECRETS_FD: .startToken: Too small: expected string to have >=32 characters'],
  ])('does not repeat secrets that are %s', (_, text, line) => {
    expect(complaint(environment({ NSATLAS_SECRETS_FD: `${secretsFd(text)}` }))).toBe(line);
  });
});
