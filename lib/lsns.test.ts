import { describe, expect, it } from 'vitest';
import { cellWidth } from './cell-width';
import { LSNS_COLUMNS, LSNS_COLUMN_NAMES, lsnsRows, lsnsText } from './lsns';
import { snapshotOf } from './snapshot.fixture';

const USERS = new Map([[0, 'root'], [1000, 'ada']]);
const world = snapshotOf({
  processes: [
    { pid: 2, ppid: 0, comm: 'kthreadd', argv: [], kernelThread: true, namespaces: { net: 4026531833, user: 4026531837 } },
    { pid: 7, comm: 'init', argv: ['/sbin/init'], namespaces: { net: 4026531833, user: 4026531837 } },
    { pid: 4711, ppid: 7, uid: 1000, comm: 'sleep', argv: ['a\u001b', { b64: '/w==' }, ''], namespaces: { net: 4026532177, user: 4026532000 } },
  ],
  namespaces: [
    { type: 'net', ino: 4026532500, owner: 4026532000, mounts: [{ path: '/run/netns/blue', mnt: 1 }, { path: '/run/netns/blue', mnt: 2 }, { path: '/x y', mnt: 1 }], id: '9' },
    { type: 'net', ino: 4026532177, owner: 4026532000, netnsid: 3, id: '10' },
    { type: 'net', ino: 4026531833, initial: true, owner: 4026531837, id: '18446744073709551615' },
    { type: 'user', ino: 4026531837, initial: true, ownerUid: 0, id: '2' },
    { type: 'user', ino: 4026532000, owner: 4026531837, parent: 4026531837, ownerUid: 1000 },
    { type: 'pid', ino: 4026531836, owner: 'hidden', parent: 'hidden' },
  ],
});
const rows = lsnsRows(world, USERS);
const column = (name: (typeof LSNS_COLUMN_NAMES)[number]) => rows.map(({ values }) => values[name]);

describe('the columns of lsns', () => {
  it('are those of the man page, and ours at the end', () => {
    expect(LSNS_COLUMNS.map(({ name }) => name)).toEqual([...LSNS_COLUMN_NAMES]);
    expect(LSNS_COLUMNS.map(({ name }) => name).join(' ')).toBe('NS TYPE PATH NPROCS PID PPID COMMAND UID USER NETNSID NSFS PNS ONS ID');
  });

  it('have a row for each namespace, by ino', () => {
    expect(column('NS')).toEqual([4026531833, 4026531836, 4026531837, 4026532000, 4026532177, 4026532500]);
  });

  it('count members and name the lowest pid, kernel threads included', () => {
    expect(column('NPROCS')).toEqual([2, 0, 2, 1, 1, 0]);
    expect(column('PID')).toEqual([2, null, 2, 4711, 4711, null]);
    expect(column('COMMAND')).toEqual(['kthreadd', null, 'kthreadd', 'a\\x1b \\xff ', 'a\\x1b \\xff ', null]);
  });

  it('take path and user of a namespace without a process from mount and owner', () => {
    expect(column('PATH')).toEqual(['/proc/2/ns/net', null, '/proc/2/ns/user', '/proc/4711/ns/user', '/proc/4711/ns/net', '/run/netns/blue']);
    expect(column('USER')).toEqual(['root', null, 'root', 'ada', 'ada', 'ada']);
  });

  it('print a number for a user nobody can name', () => {
    expect(lsnsRows(world).map(({ values }) => values.USER)).toEqual(['0', null, '0', '1000', '1000', '1000']);
  });

  it('name each mount point once', () => {
    expect(column('NSFS').at(-1)).toBe('/run/netns/blue,/x y');
  });

  it('tell unassigned from what has no netnsid at all', () => {
    expect(column('NETNSID')).toEqual(['unassigned', null, null, null, 3, 'unassigned']);
  });

  it('tell hidden from none', () => {
    expect(column('PNS')).toEqual([0, 'hidden', 0, 4026531837, 0, 0]);
    expect(column('ONS')[1]).toBe('hidden');
  });
});

describe('the text', () => {
  it('is what lsns prints', () => {
    // `lsns -o NS,TYPE,NPROCS,PID,PPID,UID,USER,NETNSID,PNS,ONS` of util-linux 2.38 prints these lines.
    const host = snapshotOf({
      processes: [{ pid: 2, ppid: 0, comm: 'kthreadd', argv: [], namespaces: { mnt: 4026531832, net: 4026531833, user: 4026531837 } }],
      namespaces: [
        { type: 'mnt', ino: 4026531832, initial: true, owner: 4026531837 },
        { type: 'net', ino: 4026531833, initial: true, owner: 4026531837 },
        { type: 'user', ino: 4026531837, initial: true },
      ],
    });
    expect(lsnsText(lsnsRows(host, USERS), ['NS', 'TYPE', 'NPROCS', 'PID', 'PPID', 'UID', 'USER', 'NETNSID', 'PNS', 'ONS'])).toBe(
      [
        '        NS TYPE NPROCS PID PPID UID USER    NETNSID PNS        ONS',
        '4026531832 mnt       1   2    0   0 root              0 4026531837',
        '4026531833 net       1   2    0   0 root unassigned   0 4026531837',
        '4026531837 user      1   2    0   0 root              0          0',
        '',
      ].join('\n'),
    );
  });

  it('does not fill up the last column', () => {
    const text = lsnsText(rows.slice(0, 2), ['TYPE', 'COMMAND']);
    expect(text).toBe('TYPE COMMAND\nnet  kthreadd\npid  \n');
  });

  it('is the head alone without rows', () => {
    expect(lsnsText([])).toBe('NS TYPE NPROCS PID USER COMMAND\n');
  });
});

it('a wide character takes two cells, a mark none', () => {
  expect([cellWidth('日本'), cellWidth('e\u0301'), cellWidth('é'), cellWidth('😀'), cellWidth('abc')]).toEqual([4, 1, 1, 2, 3]);
});
