import { describe, expect, it } from 'vitest';
import { CALL_WORDS_EN } from './call-strings';
import { execTarget } from './exec-target';
import { joinCalls, type JoinStep } from './join-calls';
import type { NamespaceType } from './schema';
import { snapshotOf } from './snapshot.fixture';

const HOST = { cgroup: 90, ipc: 91, mnt: 92, net: 93, pid: 94, time: 95, user: 96, uts: 97 };
const world = (uid = 0) => snapshotOf({
  observer: { pid: 900, uid, capabilities: 'ff', namespaces: HOST },
  processes: [{ pid: 70, namespaces: { ...HOST, mnt: 11, net: 12, pid: 13, user: 14 } }],
  namespaces: [{ type: 'net', ino: 40, id: '9' }],
});
function stepsOf(types: readonly NamespaceType[], { target = 'process/70@1070', uid = 0 } = {}): Record<JoinStep['call'], JoinStep> {
  const snapshot = world(uid);
  const steps = joinCalls(execTarget(snapshot, { target, types }), snapshot.observer, CALL_WORDS_EN);
  expect(steps.map(({ call }) => call)).toEqual(['setns', 'clone', 'unshare']);
  return Object.fromEntries(steps.map((step) => [step.call, step])) as Record<JoinStep['call'], JoinStep>;
}

describe('the calls of a join', () => {
  it('are one setns for all types that are not the helper’s own', () => {
    const { setns } = stepsOf(['uts', 'net', 'mnt', 'ipc']);
    expect(setns.code).toBe('setns(pidfd, CLONE_NEWNS|CLONE_NEWNET)');
    expect(setns.why).toContain('mnt and net of process 70, all at once or none');
    expect(setns.why).toContain('ipc and uts are the helper\'s own already');
  });

  it('need no setns where nothing differs', () => {
    const { setns, unshare } = stepsOf(['uts']);
    expect([setns.code, unshare.code]).toEqual([null, null]);
    expect(setns.why).toContain('uts is the helper\'s own already');
  });

  it('have a child always, and for pid because only children live there', () => {
    expect(stepsOf(['net']).clone.why).toContain('nsenter(1) forks only for pid');
    expect(stepsOf(['pid']).clone.why).toContain('--no-fork');
    expect(stepsOf(['net']).clone.code).toContain('CLONE_PARENT');
  });

  it('have mounts of their own for /proc and /sys, without mnt only', () => {
    expect(stepsOf(['net', 'pid']).unshare.why).toContain('a /proc of the joined pids and a /sys of the joined interfaces');
    expect(stepsOf(['net']).unshare.why).not.toContain('/proc');
    expect(stepsOf(['net', 'pid', 'mnt']).unshare.code).toBeNull();
    expect(stepsOf(['user']).unshare).toMatchObject({ code: null, why: expect.stringContaining('no file of the host') as string });
  });

  it('join user last where the mounts need the helper’s rights, and it has them', () => {
    expect(stepsOf(['net', 'user']).setns.code).toBe('setns(pidfd, CLONE_NEWNET), setns(pidfd, CLONE_NEWUSER)');
    expect(stepsOf(['net', 'user']).setns.why).toContain('user comes last');
    expect(stepsOf(['net', 'user']).setns.why).not.toContain('all at once');
    expect(stepsOf(['net', 'user'], { uid: 1000 }).setns.why).toContain('all at once');
    expect(stepsOf(['net', 'user', 'mnt']).setns.why).not.toContain('last');
  });

  it('go by the namespace itself where no process lives', () => {
    expect(stepsOf(['net'], { target: 'namespace/net:9' }).setns).toMatchObject({ code: 'setns(fd, CLONE_NEWNET)', why: expect.stringContaining('no process lives there') as string });
  });
});
