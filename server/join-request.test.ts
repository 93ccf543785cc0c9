import { describe, expect, it } from 'vitest';
import { joinRequest, type JoinRequest } from '@/lib/exec-schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { findTarget, joinFields } from './join-request';

const SNAPSHOT = snapshotOf({
  processes: [{ pid: 4711, startTime: 882_211, uid: 0, namespaces: { mnt: 4026532310, net: 4026532311 } }],
  namespaces: [{ type: 'net', ino: 4026532311, id: '5123' }, { type: 'mnt', ino: 4026532310 }],
});

function fieldsOf(options: Partial<Record<keyof JoinRequest, unknown>>): Record<string, unknown> {
  const request = joinRequest.parse({ target: 'process/4711@882211', types: ['net', 'mnt'], ...options });
  return joinFields(request, findTarget(SNAPSHOT, request));
}

const USUAL = {
  target: { pid: 4711, startTime: 882_211 },
  namespaces: [{ type: 'net', ino: 4026532311, id: '5123' }, { type: 'mnt', ino: 4026532310 }],
  places: [],
  as: 'target',
};

describe('what the helper is told of whom to join', () => {
  it('is no more than that where everything is as usual', () => {
    expect(fieldsOf({})).toEqual(USUAL);
    expect(fieldsOf({ capabilities: 'target', root: 'target', directory: 'target', environment: { from: 'clean', set: [] }, cgroup: 'own' })).toEqual(USUAL);
  });

  it.each<Partial<Record<keyof JoinRequest, unknown>>>([
    { as: 'root' },
    { as: { uid: 0, gid: 4294967294 } },
    { capabilities: 'none' },
    { capabilities: 'all' },
    { root: 'namespace' },
    { root: { path: '/srv' } },
    { directory: 'root' },
    { directory: { path: '/tmp' } },
    { environment: { from: 'target', set: [] } },
    { environment: { from: 'clean', set: ['A=b c', 'B='] } },
    { cgroup: 'target' },
  ])('is each wish as it was said: %j', (wish) => {
    expect(fieldsOf(wish)).toEqual({ ...USUAL, ...wish });
  });

  it.each<Partial<Record<keyof JoinRequest, unknown>>>([
    ...[2 ** 32 - 1, 2 ** 32 + 1, 2 ** 64, -1, 1.5, NaN, '', '0', '0x0', null].map((uid) => ({ as: { uid, gid: 0 } })),
    { as: { uid: 0 } },
    { as: { uid: 0, gid: 0, groups: [] } },
    { root: { path: 'srv' } },
    { directory: { path: '/a\0b' } },
    { directory: { path: `/${'a'.repeat(4095)}` } },
    { environment: { set: ['A'] } },
    { environment: { set: ['1A=1'] } },
    { cgroup: 'other' },
  ])('is nothing at all where a wish is none: %j', (wish) => {
    expect(() => fieldsOf(wish)).toThrow();
  });
});
