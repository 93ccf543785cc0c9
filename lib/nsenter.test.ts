import { describe, expect, it } from 'vitest';
import { joinRequest, USUAL_OPTIONS, type JoinOptions } from './exec-schema';
import { execTarget } from './exec-target';
import { nsenterLine, nsenterLineFor, shellQuote, type NsenterRequest } from './nsenter';
import { nsenterNotes } from './nsenter-notes';
import { NAMESPACE_TYPES } from './schema';
import { snapshotOf } from './snapshot.fixture';

const usual = (options: Partial<JoinOptions> = {}): JoinOptions => ({ ...USUAL_OPTIONS, ...options });

it('the usual options are those of a request that names none', () => {
  expect(joinRequest.parse({ target: 'process/1@1', types: ['net'] })).toEqual({ target: 'process/1@1', types: ['net'], ...USUAL_OPTIONS });
});

describe('the nsenter line', () => {
  it('joins the chosen types of a process', () => {
    expect(nsenterLine({ pid: 4711, types: ['net', 'uts'], argv: ['ip', '-br', 'addr'], options: usual() })).toBe('nsenter --target 4711 --net --uts -- ip -br addr');
  });

  it('names all eight by one word', () => {
    expect(nsenterLine({ pid: 4711, types: NAMESPACE_TYPES, argv: ['sh'], options: usual({ as: 'root' }) })).toBe('nsenter --target 4711 --all --root --wd -- sh');
  });

  it('takes the ids of the target only where they are not root’s', () => {
    const request = { pid: 1, types: ['net'], argv: ['id'], options: usual() } as const;
    expect(nsenterLine({ ...request, uid: 0 })).toBe('nsenter --target 1 --net -- id');
    expect(nsenterLine({ ...request, uid: 1000 })).toBe('nsenter --target 1 --net --setuid=1000 --setgid="$(stat -c %g /proc/1)" -- id');
    expect(nsenterLine({ ...request, uid: 1000, options: usual({ as: 'root' }) })).toBe('nsenter --target 1 --net -- id');
    expect(nsenterLine({ ...request, uid: 1000, options: usual({ as: { uid: 7, gid: 8 } }) })).toBe('nsenter --target 1 --net --setuid=7 --setgid=8 -- id');
  });

  it('asks inside for the ids in a user namespace', () => {
    const request = { pid: 1, types: ['net', 'user'], argv: ['id'], uid: 1000 } as const;
    const ask = (format: string) => `"$(nsenter --target 1 --user --preserve-credentials stat -c ${format} /proc/1)"`;
    expect(nsenterLine({ ...request, options: usual() })).toBe(`nsenter --target 1 --net --user --setuid=${ask('%u')} --setgid=${ask('%g')} -- id`);
    expect(nsenterLine({ ...request, options: usual({ as: 'root' }) })).toBe('nsenter --target 1 --net --user -- id');
  });

  it('has the target’s root and directory with mnt, and never the one without the other', () => {
    const line = (options: Partial<JoinOptions>) => nsenterLine({ pid: 1, types: ['mnt'], argv: ['ls'], options: usual(options) });
    expect(line({})).toBe('nsenter --target 1 --mount --root --wd -- ls');
    expect(line({ root: 'namespace' })).toBe('nsenter --target 1 --mount --wd -- ls');
    expect(line({ root: { path: '/srv/a b' } })).toBe("nsenter --target 1 --mount --root='/proc/1/root/srv/a b' --wdns=/ -- ls");
    expect(line({ directory: 'root' })).toBe('nsenter --target 1 --mount --root --wdns=/ -- ls');
    expect(line({ directory: { path: "/it's" } })).toBe("nsenter --target 1 --mount --root --wdns='/it'\\''s' -- ls");
  });

  it('goes to a directory without mnt only when one was asked for', () => {
    const line = (options: Partial<JoinOptions>) => nsenterLine({ pid: 1, types: ['net'], argv: ['ls'], options: usual(options) });
    expect(line({ root: 'namespace' })).toBe('nsenter --target 1 --net -- ls');
    expect(line({ directory: { path: '/tmp' } })).toBe('nsenter --target 1 --net --wdns=/tmp -- ls');
  });

  it('sets variables by env(1), also for a command that looks like one', () => {
    const options = usual({ environment: { from: 'target', set: ['A=b c', 'B='] } });
    expect(nsenterLine({ pid: 1, types: ['net'], argv: ['id'], options })).toBe("nsenter --target 1 --net --env -- env 'A=b c' B= id");
    expect(nsenterLine({ pid: 1, types: ['net'], argv: ['x=y', 'z'], options })).toBe(`nsenter --target 1 --net --env -- env 'A=b c' B= sh -c 'exec "$@"' sh x=y z`);
  });

  it('takes capabilities by setpriv(1), and the ids after them', () => {
    const line = (as: JoinOptions['as']) => nsenterLine({ pid: 1, types: ['net'], argv: ['id'], options: usual({ as, capabilities: 'none' }) });
    expect(line('root')).toBe('nsenter --target 1 --net -- setpriv --bounding-set=-all --inh-caps=-all -- id');
    expect(line({ uid: 7, gid: 8 })).toBe('nsenter --target 1 --net -- setpriv --reuid=7 --regid=8 --clear-groups --bounding-set=-all --inh-caps=-all -- id');
  });

  it('shows the processes of a joined pid namespace', () => {
    const line = (as: JoinOptions['as']) => nsenterLine({ pid: 1, types: ['pid'], argv: ['ps'], options: usual({ as }) });
    expect(line('root')).toBe('nsenter --target 1 --pid -- unshare --mount-proc -- ps');
    expect(line({ uid: 7, gid: 8 })).toBe('nsenter --target 1 --pid -- unshare --mount-proc -- setpriv --reuid=7 --regid=8 --clear-groups -- ps');
  });

  it('joins the control group of a process', () => {
    expect(nsenterLine({ pid: 1, types: ['net'], argv: ['id'], options: usual({ cgroup: 'target' }) })).toBe('nsenter --target 1 --net --join-cgroup -- id');
  });

  it('goes by the path where no process lives, by the id where no path is', () => {
    const request = { pid: null, types: ['net'], argv: ['ip', 'a'], options: usual({ environment: { from: 'target', set: [] }, cgroup: 'target' }) } as const;
    expect(nsenterLine({ ...request, nsfsPath: '/run/netns/my blue' })).toBe("nsenter --net='/run/netns/my blue' -- ip a");
    expect(nsenterLine({ ...request, id: '5123' })).toBe('nsenter --net=:5123 -- ip a');
  });

  it('reaches a path of another mnt namespace through a process that lives there', () => {
    const world = snapshotOf({
      processes: [{ pid: 16, namespaces: { mnt: 31 } }],
      namespaces: [{ type: 'net', ino: 21, mounts: [{ path: '/run/netns/far', mnt: 31 }] }, { type: 'net', ino: 22, mounts: [{ path: { b64: 'L/8=' }, mnt: 31 }] }],
    });
    const line = (key: string) => nsenterLineFor(execTarget(world, { target: `namespace/${key}`, types: ['net'] }), ['ip', 'a'], usual());
    expect(line('net:i21.0')).toBe('nsenter --net=/proc/16/root/run/netns/far -- ip a');
    expect(line('net:i22.0')).toBe("nsenter --net=$'/proc/16/root/\\377' -- ip a");
  });

  it('is made from a chosen target', () => {
    const world = snapshotOf({ processes: [{ pid: 7, uid: 1000, namespaces: { net: 5, uts: 6 } }] });
    const chosen = execTarget(world, { target: 'process/7@1007', types: ['uts', 'net'] });
    expect(nsenterLineFor(chosen, ['echo', 'a b'], usual())).toBe("nsenter --target 7 --net --uts --setuid=1000 --setgid=\"$(stat -c %g /proc/7)\" -- echo 'a b'");
  });

  it('leaves out what it is in already, for nsenter refuses its own user namespace', () => {
    const world = snapshotOf({ processes: [{ pid: 7, namespaces: { net: 5, user: 6, mnt: 8 } }] });
    const chosen = execTarget(world, { target: 'process/7@1007', types: ['user', 'net', 'mnt'] });
    expect(nsenterLineFor(chosen, ['id'], usual(), { user: 6, mnt: 8 })).toBe('nsenter --target 7 --mount --net --root --wd -- id');
  });
});

describe('what the line cannot say', () => {
  const notes = (more: Partial<NsenterRequest>) => nsenterNotes({ pid: 1, types: ['net'], argv: ['id'], options: usual(), ...more });

  it('of a command with the host’s files', () => {
    expect(notes({})).toEqual(['capabilities', 'environment', 'directory', 'sys', 'leftovers']);
    expect(notes({ uid: 1000 })).toContain('groups');
  });

  it('of a command with the target’s files', () => {
    expect(notes({ types: ['net', 'mnt'] })).toEqual(['capabilities', 'environment', 'leftovers']);
    expect(notes({ types: ['mnt'], options: usual({ root: { path: '/a' }, capabilities: 'none' }) })).toEqual(['environment', 'root-path', 'inside', 'leftovers']);
  });

  it('is least where everything is asked for as nsenter does it', () => {
    expect(notes({ types: ['mnt'], uid: 1000, options: usual({ as: 'root', capabilities: 'all', environment: { from: 'target', set: [] }, cgroup: 'target' }) })).toEqual(['cgroup-below', 'newer', 'leftovers']);
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
