import { describe, expect, it } from 'vitest';
import { execTarget } from './exec-target';
import { nsenterLine, nsenterLineFor, shellQuote } from './nsenter';
import { NAMESPACE_TYPES } from './schema';
import { snapshotOf } from './snapshot.fixture';

describe('the nsenter line', () => {
  it('joins the chosen types of a process', () => {
    expect(nsenterLine({ pid: 4711, types: ['net', 'mnt'], argv: ['ip', '-br', 'addr'], as: 'root' })).toBe('nsenter --target 4711 --mount --net -- ip -br addr');
  });

  it('names all eight by one word', () => {
    expect(nsenterLine({ pid: 4711, types: NAMESPACE_TYPES, argv: ['sh'], as: 'root' })).toBe('nsenter --target 4711 --all -- sh');
  });

  it('takes the ids of the target only where they are not root’s', () => {
    const request = { pid: 1, types: ['net'], argv: ['id'], as: 'target' } as const;
    expect(nsenterLine({ ...request, uid: 0 })).toBe('nsenter --target 1 --net -- id');
    expect(nsenterLine({ ...request, uid: 1000 })).toBe('nsenter --target 1 --net --setuid=1000 --setgid="$(stat -c %g /proc/1)" -- id');
    expect(nsenterLine({ ...request, uid: 1000, types: ['net', 'user'] })).toBe('nsenter --target 1 --net --user -- id');
    expect(nsenterLine({ ...request, uid: 1000, as: 'root' })).toBe('nsenter --target 1 --net -- id');
  });

  it('goes by the path where no process lives, by the id where no path is', () => {
    const request = { pid: null, types: ['net'], argv: ['ip', 'a'], as: 'target' } as const;
    expect(nsenterLine({ ...request, nsfsPath: '/run/netns/my blue' })).toBe("nsenter --net='/run/netns/my blue' -- ip a");
    expect(nsenterLine({ ...request, id: '5123' })).toBe('nsenter --net=:5123 -- ip a');
  });

  it('reaches a path of another mnt namespace through a process that lives there', () => {
    const world = snapshotOf({
      processes: [{ pid: 16, namespaces: { mnt: 31 } }],
      namespaces: [{ type: 'net', ino: 21, mounts: [{ path: '/run/netns/far', mnt: 31 }] }, { type: 'net', ino: 22, mounts: [{ path: { b64: 'L/8=' }, mnt: 31 }] }],
    });
    const line = (key: string) => nsenterLineFor(execTarget(world, { target: `namespace/${key}`, types: ['net'] }), ['ip', 'a'], 'target');
    expect(line('net:i21.0')).toBe('nsenter --net=/proc/16/root/run/netns/far -- ip a');
    expect(line('net:i22.0')).toBe("nsenter --net=$'/proc/16/root/\\377' -- ip a");
  });

  it('is made from a chosen target', () => {
    const world = snapshotOf({ processes: [{ pid: 7, uid: 1000, namespaces: { net: 5, uts: 6 } }] });
    const chosen = execTarget(world, { target: 'process/7@1007', types: ['uts', 'net'] });
    expect(nsenterLineFor(chosen, ['echo', 'a b'], 'target')).toBe("nsenter --target 7 --net --uts --setuid=1000 --setgid=\"$(stat -c %g /proc/7)\" -- echo 'a b'");
  });
});

describe('a word for the shell', () => {
  it.each([
    ['plain', 'plain'],
    ['a=b/c:d,e@f%g+h-1.2_', 'a=b/c:d,e@f%g+h-1.2_'],
    ['', "''"],
    ['$(reboot) `x` "q" \\', `'$(reboot) \`x\` "q" \\'`],
    ["it's", "'it'\\''s'"],
    ['*', "'*'"],
    ['~', "'~'"],
    ['é', "'é'"],
    ["a\nb'\u001b[31m", "$'a\\012b\\047\\033\\13331m'"],
    ['a\u202eb', "$'a\\342\\200\\256b'"],
  ])('%j', (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });

  it('of bytes that are no text', () => {
    expect(shellQuote({ b64: 'Yf8=' })).toBe("$'a\\377'");
  });
});
