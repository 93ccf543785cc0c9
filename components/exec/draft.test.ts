import { describe, expect, it } from 'vitest';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { FIRST_DRAFT, joinRequestOf, nsenterRequestOf, requestOf, terminalRequestOf, type Draft } from './draft';
import { joinTargetOf } from './join-target';
import { FIRST_OPTIONS } from './options';

const snapshot = snapshotOf({
  observer: { pid: 900, uid: 0, capabilities: 'ff', namespaces: { net: 10, mnt: 11 } },
  processes: [{ pid: 70, container: 'podman:c1', namespaces: { net: 30, mnt: 31 } }],
  containers: [{ id: 'c1' }],
});
const target = 'container/podman:c1';
const aim = { target, joinTarget: joinTargetOf(snapshot, target) } as const;
const SIZE = { rows: 24, columns: 80 };
const of = (draft: Partial<Draft>): Draft => ({ ...FIRST_DRAFT, ...draft });

describe('a draft', () => {
  it('is the same join for a command and for a terminal', () => {
    const draft = of({ way: 'like', line: `sh -c 'a b'`, options: { ...FIRST_OPTIONS, as: 'ids', uid: '5', gid: '6', root: 'namespace', limitMs: 5000 } });
    const join = { target, types: ['mnt', 'net'], as: { uid: 5, gid: 6 }, root: 'namespace', directory: 'target', capabilities: 'target', environment: { from: 'clean', set: [] }, cgroup: 'own' };
    expect(joinRequestOf(draft, aim)).toEqual(join);
    expect(requestOf(draft, aim)).toEqual({ ...join, argv: ['sh', '-c', 'a b'], timeoutMs: 5000, outputLimitBytes: 1024 * 1024 });
    expect(terminalRequestOf(draft, aim, SIZE)).toMatchObject({ ...join, argv: ['sh', '-c', 'a b'], ...SIZE });
  });

  it('without a command is a shell in a terminal, and no command', () => {
    const draft = of({ line: ' ' });
    expect(requestOf(draft, aim)).toBeNull();
    expect(terminalRequestOf(draft, aim, SIZE)).toMatchObject({ argv: null });
  });

  it('is no request while a quote is open, an option is wrong or no namespace is chosen', () => {
    for (const draft of [of({ line: 'echo "a' }), of({ line: '""' }), of({ options: { ...FIRST_OPTIONS, as: 'ids' } }), of({ way: 'custom', custom: [] }), of({ line: 'a '.repeat(257) })]) {
      expect([requestOf(draft, aim), terminalRequestOf(draft, aim, SIZE)]).toEqual([null, null]);
    }
  });

  it('has its nsenter line also while an option is wrong', () => {
    expect(nsenterRequestOf(snapshot, of({ options: { ...FIRST_OPTIONS, as: 'ids' } }), aim)).toMatchObject({ pid: 70, types: ['net'], argv: ['ip', 'addr'] });
    expect(nsenterRequestOf(snapshot, of({ options: { ...FIRST_OPTIONS, as: 'ids', uid: '1', gid: '2' } }), aim)).toMatchObject({ options: { as: { uid: 1, gid: 2 } } });
  });
});
