import { describe, expect, it } from 'vitest';
import { objectOfSandbox, sandboxNameOf, sandboxOf } from './sandbox-of';
import { sandboxRequest, type Sandbox } from './sandbox-schema';
import { snapshotOf } from './snapshot.fixture';

const BLUE: Sandbox = {
  name: 'blue', owner: 'session 1', since: 5, holder: { pid: 50, startTime: 1050, argv: null }, namespaces: [{ type: 'net', ino: 20, id: '7' }],
  hostname: null, address: null, pinned: false, calls: [], ended: null,
};
const HOST = {
  observer: { pid: 9, uid: 0, capabilities: '0', namespaces: { mnt: 1 } },
  processes: [{ pid: 1, namespaces: { net: 2 } }, { pid: 50, container: 'nsatlas:blue', namespaces: { net: 20, uts: 3 } }],
  namespaces: [{ type: 'net', ino: 2, initial: true }, { type: 'net', ino: 20, id: '7' }, { type: 'uts', ino: 3, id: '8', initial: true }] as const,
  containers: [{ id: 'blue', runtime: 'nsatlas' }] as const,
};
const PINNED = { ...HOST, processes: [], containers: [], namespaces: [{ type: 'net' as const, ino: 20, id: '7', mounts: [{ path: '/run/nsatlas/ns/blue/net', mnt: 1 }] }] };
const here = snapshotOf({ ...HOST, namespaces: [...HOST.namespaces], containers: [...HOST.containers] });
const pinned = snapshotOf(PINNED);

describe('whose an object is', () => {
  it('the container and the namespaces that were made for it', () => {
    expect(sandboxOf(here, 'container/nsatlas:blue', [BLUE])).toBe(BLUE);
    expect(sandboxOf(here, 'namespace/net:7', [BLUE])).toBe(BLUE);
    expect(sandboxOf(pinned, 'namespace/net:7', [{ ...BLUE, holder: null }])).toMatchObject({ name: 'blue' });
  });
  it('nobody\'s are those of the host, though it lives in them too', () => {
    expect(sandboxNameOf(here, 'namespace/uts:8')).toBeNull();
    expect(sandboxNameOf(here, 'process/50@1050')).toBeNull();
  });
  it('nobody\'s is an earlier one of the name, or another namespace of the ino', () => {
    expect(sandboxOf(here, 'container/nsatlas:blue', [{ ...BLUE, holder: { pid: 50, startTime: 7, argv: null } }])).toBeNull();
    expect(sandboxOf(here, 'namespace/net:7', [{ ...BLUE, namespaces: [{ type: 'net', ino: 20, id: '6' }] }])).toBeNull();
    expect(sandboxOf(here, 'container/nsatlas:blue', [])).toBeNull();
  });
});

describe('the object that shows it', () => {
  it('is its container, without a process its namespace, and nothing before it is seen', () => {
    expect(objectOfSandbox(here, BLUE)).toBe('container/nsatlas:blue');
    expect(objectOfSandbox(pinned, { ...BLUE, holder: null })).toBe('namespace/net:7');
    expect(objectOfSandbox(snapshotOf(), BLUE)).toBeNull();
    expect(objectOfSandbox(pinned, BLUE)).toBeNull();
  });
});

describe('a request', () => {
  it.each([
    [{ types: ['net'], hostname: 'a' }, ['hostname'], 'needs a uts'],
    [{ types: ['uts'], network: { kind: 'bridge' } }, ['network'], 'needs a net'],
    [{ types: ['uts'], root: { kind: 'own' } }, ['root'], 'needs a mnt'],
    [{ types: ['mnt'], root: { kind: 'own' } }, ['root'], 'needs a pid'],
    [{ types: ['net'], uidMap: [{ inside: 0, outside: 0, count: 1 }] }, ['uidMap'], 'needs a user'],
    [{ types: ['user'], gidMap: [{ inside: 0, outside: 9, count: 5 }, { inside: 4, outside: 90, count: 1 }] }, ['gidMap', 1], 'overlaps'],
    [{ types: ['user'], uidMap: [{ inside: 0, outside: 4_294_967_294, count: 2 }] }, ['uidMap', 0, 'count'], 'beyond'],
    [{ types: ['net'], network: { kind: 'bridge', address: '10.213.0.1' } }, ['network', 'address'], ''],
  ])('says where it is wrong: %j', (more, path, message) => {
    const decoded = sandboxRequest.safeParse({ name: 'blue', ...more });
    expect(decoded.error?.issues[0]).toMatchObject({ path, message: expect.stringContaining(message) as string });
  });
});
