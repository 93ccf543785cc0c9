import { describe, expect, it } from 'vitest';
import { listedColumns, lsnsHelp, lsnsOutput } from './lsns-command';
import { decodeLsns, LSNS_OPTIONS, LsnsUsageError } from './lsns-order';
import { WordsError } from './lsns-words';
import { snapshotOf } from './snapshot.fixture';

const USERS = new Map([[0, 'root'], [1000, 'ada']]);
const MNT = 4026531832;
/** A web server of ada's in a net namespace of hers; two that nobody is in, of which the one has a path, and the other has it elsewhere. */
const host = snapshotOf({
  observer: { pid: 999_999, uid: 0, capabilities: '0', namespaces: { mnt: MNT } },
  processes: [
    { pid: 1, ppid: 0, argv: ['/sbin/init'], namespaces: { net: 4026531833, user: 4026531837 } },
    { pid: 700, uid: 1000, argv: ['nginx', 'a b'], namespaces: { net: 4026532177, user: 4026532000 }, container: 'podman:c1' },
    { pid: 701, ppid: 700, uid: 1000, argv: ['worker', { b64: '/w==' }], namespaces: { net: 4026532177, user: 4026532000 }, container: 'podman:c1' },
  ],
  namespaces: [
    { type: 'net', ino: 4026531833, initial: true, owner: 4026531837, id: '1' },
    { type: 'user', ino: 4026531837, initial: true, ownerUid: 0, id: '2' },
    { type: 'user', ino: 4026532000, owner: 4026531837, parent: 4026531837, ownerUid: 1000, id: '18446744073709551615' },
    { type: 'net', ino: 4026532177, owner: 4026532000, netnsid: 3, id: '10' },
    { type: 'net', ino: 4026532500, owner: 4026531837, mounts: [{ path: '/else', mnt: 5 }, { path: '/run/netns/blue', mnt: MNT }, { path: '/x', mnt: MNT }], id: '11' },
    { type: 'uts', ino: 4026532600, owner: 'hidden', mounts: [{ path: '/else', mnt: 5 }], id: '12' },
  ],
  containers: [{ id: 'c1', name: 'web', pod: 'podman:p1' }],
  pods: [{ id: 'p1', name: 'shop' }],
});

function printed(line: string | readonly string[], width: number | null = null): string {
  const order = decodeLsns(typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line);
  if (order.kind !== 'list') throw new Error('not a list');
  return lsnsOutput({ snapshot: host, userNames: USERS, paper: { width, unicode: true } }, order) ?? 'not found';
}

const inos = (line: string | readonly string[]) => printed([...(typeof line === 'string' ? line.split(' ') : line), '-lrno', 'NS']).split('\n').slice(0, -1).map((ino) => Number(ino) % 10000);

// The system's lsns is the witness for what version 2.38 has: server/lsns.real.test.ts.
describe('what only newer ones have', () => {
  it('-P lists what no process is in, by the user who made it', () => {
    expect(printed('-P')).toBe([
      '        NS TYPE NPROCS PID USER COMMAND',
      '4026532500 net       0     root ',
      '4026532600 uts       0          ',
      '',
    ].join('\n'));
  });

  it('the columns that lsns has not say what holds it, and whose it is', () => {
    expect(printed('-r -o NS,ID,HELDBY,CONTAINER,POD,PATH,ONS')).toBe([
      'NS ID HELDBY CONTAINER POD PATH ONS',
      '4026531833 1 initial,process   /proc/1/ns/net 4026531837',
      '4026531837 2 initial,process,child,owned   /proc/1/ns/user 0',
      '4026532000 18446744073709551615 process,owned web shop /proc/700/ns/user 4026531837',
      '4026532177 10 process web shop /proc/700/ns/net 4026532000',
      '4026532500 11 mount   /run/netns/blue 4026531837',
      '4026532600 12 mount    hidden',
      '',
    ].join('\n'));
  });

  it('--output-all and --list-columns name them behind those of lsns', () => {
    expect(printed('--output-all -r').split('\n')[0]).toBe('NS TYPE PATH NPROCS PID PPID COMMAND UID USER NETNSID NSFS PNS ONS ID HELDBY CONTAINER POD');
    expect(listedColumns('table').split('\n').slice(0, 3)).toEqual([
      '       NS <integer> namespace identifier (inode number)',
      '     TYPE <string>  type of namespace',
      '     PATH <string>  path to the namespace',
    ]);
    expect(listedColumns('raw').split('\n')[3]).toBe('NPROCS <integer> number\\x20of\\x20processes\\x20in\\x20the\\x20namespace');
    expect((JSON.parse(listedColumns('json')) as { 'lsns-columns': unknown[] })['lsns-columns'][0]).toEqual({ holder: 'NS', type: '<integer>', description: 'namespace identifier (inode number)' });
  });

  it('a tree has also what no process is in', () => {
    expect(printed('-T -o NS,TYPE')).toBe([
      'NS             TYPE',
      '4026531837     user',
      '├─4026531833   net',
      '├─4026532000   user',
      '│ └─4026532177 net',
      '└─4026532500   net',
      '4026532600     uts',
      '',
    ].join('\n'));
  });

  it('types may stand in one word', () => expect(inos('-t net,uts')).toEqual([1833, 2177, 2500, 2600]));
});

describe('JSON', () => {
  it('has numbers where lsns has them, text for ids, and null for what is hidden', () => {
    const { namespaces } = JSON.parse(printed('-J -l -o NS,ONS,ID,NETNSID,PID')) as { namespaces: Record<string, unknown>[] };
    expect(namespaces.slice(2)).toEqual([
      { ns: 4026532000, ons: 4026531837, id: '18446744073709551615', netnsid: null, pid: 700 },
      { ns: 4026532177, ons: 4026532000, id: '10', netnsid: '3', pid: 700 },
      { ns: 4026532500, ons: 4026531837, id: '11', netnsid: 'unassigned', pid: null },
      { ns: 4026532600, ons: null, id: '12', netnsid: null, pid: null },
    ]);
  });

  it('is JSON whatever a process calls itself, and however deep its children stand', () => {
    const deep = snapshotOf({
      processes: Array.from({ length: 3000 }, (_, at) => ({ pid: at + 1, ppid: at, argv: ['"\u0000\n\\', { b64: '/w==' }], namespaces: { uts: 4026531838 } })),
      namespaces: [{ type: 'uts', ino: 4026531838 }],
    });
    const order = decodeLsns(['-J', '-o', 'COMMAND', '4026531838']);
    if (order.kind !== 'list') throw new Error('not a list');
    const out = lsnsOutput({ snapshot: deep, userNames: USERS, paper: { width: null, unicode: true } }, order) ?? '';
    expect((JSON.parse(out) as { namespaces: { command: string }[] }).namespaces[0]?.command).toBe('"\\x00\\x0a\\ \\xff');
  });
});

describe('--filter', () => {
  it.each([
    // The example of lsns(8).
    [`USER != "root" and NPROCS > 1`, [2000, 2177]],
    ['NPROCS', [1833, 1837, 2000, 2177]],
    ['!NPROCS', [2500, 2600]],
    ['NPROCS == 0 || TYPE == "user"', [1837, 2000, 2500, 2600]],
    ['(NPROCS == 0 OR TYPE == "user") AND USER == \'root\'', [1837, 2500]],
    ['not (type eq "net") and NOT PID', [2600]],
    ['COMMAND =~ "^ng.*b$"', [2000, 2177]],
    ['COMMAND !~ "init"', [2000, 2177, 2500, 2600]],
    ['PID >= 700', [2000, 2177]],
    ['PID < 700', [1833, 1837]],
    ['PID != 1', [2000, 2177]],
    ['PID < 1K', [1833, 1837, 2000, 2177]],
    ['NPROCS > 1.5', [2000, 2177]],
    ['ID == 18446744073709551615', [2000]],
    ['ONS == 4026531837', [1833, 2000, 2500]],
    ['CONTAINER', [2000, 2177]],
    ['true', [1833, 1837, 2000, 2177, 2500, 2600]],
    ['PID == UID', []],
  ])('%s', (expression, wanted) => expect(inos(['-Q', expression])).toEqual(wanted));

  it('also takes away what others would hang from', () => {
    expect(printed(['-T', '-o', 'NS', '--filter', 'TYPE == "net"'])).toBe('NS\n4026531833\n4026532177\n4026532500\n');
  });

  it.each(['', 'NPROCS >', 'FOO == 1', 'NPROCS > 1)', '(NPROCS', '"open', 'COMMAND =~ "("', 'COMMAND =~ 1', '1 2', 'and'])('refuses "%s"', (expression) => {
    expect(() => decodeLsns(['-Q', expression])).toThrow(LsnsUsageError);
  });

  it('says so when a text is to be a number and is none', () => {
    expect(() => printed(['-Q', 'NETNSID > 1'])).toThrow('not a number: unassigned');
  });
});

describe('the command line', () => {
  it.each([['-l', '-T'], ['-P', '-p1'], ['-JPr'], ['-p1', '4026531833'], ['--tier=fast'], ['--output', 'NS,'], ['-t', 'net,']])('refuses %s %s', (...words) => {
    expect(() => decodeLsns(words)).toThrow(LsnsUsageError);
  });
  it.each([['--no'], ['--task'], ['-x'], ['--raw=yes']])('does not know %s', (word) => expect(() => decodeLsns([word])).toThrow(WordsError));

  it('takes long options by their beginning, short ones in one word, and operands anywhere', () => {
    expect(decodeLsns(['4026531833', '-rnuo+PATH', '--noh', '--', '7'])).toMatchObject({ format: 'raw', headings: false, truncate: false, selection: { ino: 4026531833, tree: 'process' } });
    expect(decodeLsns(['--filter=PID', '--tree'])).toMatchObject({ selection: { tree: 'owner' } });
  });

  it('answers --help with every option', () => {
    expect(decodeLsns(['-h'])).toEqual({ kind: 'help' });
    for (const { long } of LSNS_OPTIONS) expect(lsnsHelp()).toContain(`--${long}`);
  });

  it('finds no namespace that is of another type', () => expect(printed('-t uts 4026531833')).toBe('not found'));
});
