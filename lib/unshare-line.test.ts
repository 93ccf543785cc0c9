import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sandboxRequest, type SandboxRequest } from './sandbox-schema';
import { NAMESPACE_TYPES, type NamespaceType } from './schema';
import { leftOutOf, unshareLine } from './unshare-line';

const ask = (more: object): SandboxRequest => sandboxRequest.parse({ name: 'blue', types: ['net'], ...more });
const RANGE = { inside: 0, outside: 100_000, count: 65_536 };

/** As somebody pastes it. */
function paste(line: string): string {
  // What is tested is that a shell takes the line as it is meant.
  // eslint-disable-next-line no-restricted-syntax
  return execFileSync('/bin/bash', ['-c', line], { encoding: 'utf8' }).trim();
}

const own = (type: NamespaceType): string => paste(`readlink /proc/self/ns/${type}`);

describe('the line', () => {
  it('names each type, holds without a command, and makes the first process of a pid namespace a child', () => {
    expect(unshareLine(ask({}))).toBe('unshare --net -- sleep infinity');
    expect(unshareLine(ask({ types: ['pid', 'uts'] }))).toBe('unshare --pid --fork --kill-child --uts -- sleep infinity');
    expect(unshareLine(ask({ types: ['pid', 'mnt'], argv: ['sh', '-c', 'a b'] }))).toBe("unshare --mount --pid --fork --kill-child --mount-proc -- sh -c 'a b'");
  });

  it('says who is who inside', () => {
    expect(unshareLine(ask({ types: ['user'] }))).toBe('unshare --user --map-root-user -- sleep infinity');
    expect(unshareLine(ask({ types: ['user'], uidMap: [RANGE], gidMap: [RANGE] }))).toContain('--map-users=100000,0,65536 --map-groups=100000,0,65536');
    expect(unshareLine(ask({ types: ['user'], uidMap: [RANGE] }))).toContain('--map-users=100000,0,65536 --map-group=0');
  });

  it('quotes what a shell would take for its own', () => {
    expect(unshareLine(ask({ types: ['mnt', 'pid'], root: { kind: 'directory', path: '/srv/a b' }, argv: ["it's", '$HOME'] }))).toBe(`unshare --mount --pid --fork --kill-child --mount-proc --root='/srv/a b' -- 'it'\\''s' '$HOME'`);
  });

  it('tells apart what it cannot say', () => {
    expect(leftOutOf(ask({}), true)).toEqual([]);
    expect([leftOutOf(ask({ types: ['user'] }), true), leftOutOf(ask({ types: ['user'] }), false)]).toEqual([['ids'], []]);
    const all = ask({ types: ['net', 'mnt', 'pid', 'user'], root: { kind: 'own' }, network: { kind: 'bridge' }, pin: true, uidMap: [RANGE, { inside: 70_000, outside: 300_000, count: 1 }] });
    expect(leftOutOf(all, true)).toEqual(['root', 'bridge', 'sys', 'ids', 'maps', 'pin']);
  });
});

describe('run by the unshare of this machine', () => {
  it.each(NAMESPACE_TYPES)('it makes a %s namespace', (type) => {
    const argv = ['readlink', `/proc/self/ns/${type}`];
    const made = paste(unshareLine(ask({ types: [...new Set<NamespaceType>([type, 'user'])], argv })));
    expect(made).toMatch(new RegExp(`^${type}:\\[\\d+\\]$`));
    expect(made).not.toBe(own(type));
  });

  it('it makes all of them at once, with a hostname, and the process is the first of its pids', () => {
    const line = unshareLine(ask({ types: [...NAMESPACE_TYPES], hostname: 'made.test', argv: ['sh', '-c', 'echo $$ $(hostname) $(id -u) $(ls -d /proc/[0-9]* | head -1)'] }));
    expect(paste(line)).toBe('1 made.test 0 /proc/1');
  });

  it('it takes a directory of the host for its root', () => {
    const path = mkdtempSync(join(tmpdir(), 'nsatlas unshare-'));
    copyFileSync('/bin/busybox', join(path, 'busybox'));
    mkdirSync(join(path, 'proc'));
    try {
      expect(paste(unshareLine(ask({ types: ['mnt', 'pid', 'user'], root: { kind: 'directory', path }, argv: ['/busybox', 'ls', '/'] })))).toBe('busybox\nproc');
    } finally {
      rmSync(path, { recursive: true });
    }
  });
});
