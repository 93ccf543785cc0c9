import { describe, expect, it } from 'vitest';
import { USUAL_OPTIONS } from '@/lib/exec-schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { joinTargetOf, nsenterOf, typesOf } from './join-target';

const snapshot = snapshotOf({
  observer: { pid: 900, uid: 0, capabilities: 'ff', namespaces: { net: 10, user: 11, pid: 12 } },
  namespaces: [
    { type: 'net', ino: 10, id: '1', initial: true },
    { type: 'net', ino: 30, id: '9' },
    { type: 'net', ino: 40, id: '14', mounts: [{ path: '/run/netns/blue', mnt: 5 }] },
  ],
  processes: [
    { pid: 70, container: 'podman:c1', namespaces: { net: 30, pid: 31, user: 11 } },
    { pid: 71, namespaces: { net: 10, user: 11 } },
    { pid: 2, kernelThread: true, namespaces: { net: 10 } },
  ],
  containers: [{ id: 'c1' }],
});
const container = joinTargetOf(snapshot, 'container/podman:c1');

describe('what can be joined', () => {
  it('of a container is what its process is in, and what of it is the host’s', () => {
    expect(container.process?.pid).toBe(70);
    expect(container.joinable).toEqual([
      { type: 'net', ino: 30, isOurs: false },
      { type: 'pid', ino: 31, isOurs: false },
      { type: 'user', ino: 11, isOurs: true },
    ]);
  });

  it('like the container is all in which it differs from the host', () => {
    expect(typesOf('like', container, [])).toEqual(['net', 'pid']);
  });

  it('like a process of the host is all of them', () => {
    const target = joinTargetOf(snapshot, 'process/71@1071');
    expect(typesOf('like', target, [])).toEqual(['net', 'user']);
  });

  it('network only is the net namespace, custom what was chosen and is there', () => {
    expect(typesOf('net', container, [])).toEqual(['net']);
    expect(typesOf('custom', container, ['user', 'mnt'])).toEqual(['user']);
  });

  it('of a namespace without processes is that namespace alone', () => {
    const target = joinTargetOf(snapshot, 'namespace/net:14');
    expect(target).toMatchObject({ process: null, problem: null });
    expect(typesOf('like', target, [])).toEqual(['net']);
  });

  it('of the host, of a kernel thread and of what has ended is nothing, with the reason', () => {
    expect(joinTargetOf(snapshot, 'host/').problem).toContain('the host itself');
    expect(joinTargetOf(snapshot, 'process/2@1002').problem).toContain('kernel thread');
    expect(joinTargetOf(snapshot, 'pod/podman:gone').problem).toContain('no pod');
  });

  it('has its nsenter line', () => {
    const request = { ...USUAL_OPTIONS, types: ['net' as const], argv: ['ip', 'addr'] };
    expect(nsenterOf(snapshot, { ...request, target: 'container/podman:c1' })).toMatchObject({ pid: 70, types: ['net'], argv: ['ip', 'addr'] });
    expect(nsenterOf(snapshot, { ...request, target: 'pod/podman:gone' })).toBeNull();
  });
});
