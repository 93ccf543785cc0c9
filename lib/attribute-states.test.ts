import { describe, expect, it } from 'vitest';
import { A, conmon, containersOf, inside, look, scanWith, type Row } from './attribute.fixture';
import { wantedFacts, wantedStates } from './attribute-wanted';
import type { ContainerState } from './schema';

const stateOf = (facts: Partial<ContainerState> & { id: string; pid: number }): ContainerState => ({
  runtime: 'runc', startTime: 500, bundle: '/srv/bundle', uid: 0, evidence: `/run/runc/${facts.id}/state.json`, ...facts,
});

const box: Row[] = [
  { pid: 11, ppid: 1, startTime: 500, nspid: [11, 1], cgroup: ['4:memory:/user.slice/box', '0::/box'], namespaces: inside(100, 200) },
  { pid: 12, ppid: 11, startTime: 501, nspid: [12, 2], cgroup: ['0::/box'], namespaces: inside(100, 200) },
  { pid: 13, ppid: 1, startTime: 600, nspid: [13, 9], cgroup: ['0::/box'], namespaces: inside(100, 200), comm: 'exec-ed' },
];

describe('runc and crun alone', () => {
  it('are known by their state files: the first process, what came of it, and who was exec-ed', () => {
    const made = look(box, { states: [stateOf({ id: 'box', pid: 11 })] });
    expect(containersOf(made)).toEqual({ 11: 'runc:box', 12: 'runc:box', 13: 'runc:box' });
    expect(made.containers).toMatchObject([{ kind: 'container', name: 'box', evidence: ['state file /run/runc/box/state.json'] }]);
    expect(containersOf(look(box, { states: [stateOf({ id: 'box', pid: 11, runtime: 'crun' })] }))[12]).toBe('crun:box');
  });

  it('their cgroup alone is free text and makes no container', () => {
    expect(look(box).containers).toEqual([]);
  });

  it('a pid that came back is another process, and a file that tells no start time is not believed', () => {
    expect(look(box, { states: [stateOf({ id: 'box', pid: 11, startTime: 499 })] }).containers).toEqual([]);
    expect(look(box, { states: [stateOf({ id: 'box', pid: 11, startTime: null })] }).containers).toEqual([]);
  });

  it('a user’s files tell only of what is in the user’s own user namespaces', () => {
    const mine = box.map((row) => ({ ...row, namespaces: { ...row.namespaces, user: 61 } }));
    const namespaces = { 60: { parent: 4, ownerUid: 1000 }, 61: { parent: 60, ownerUid: 100_999 } };
    const rows = [...mine, { pid: 5, namespaces: { user: 60 } }];
    const states = [stateOf({ id: 'box', pid: 11, uid: 1000 })];
    expect(look(rows, { states, namespaces }).containers).toMatchObject([{ key: 'runc:box' }]);
    expect(look(rows, { states: [stateOf({ id: 'box', pid: 11, uid: 1001 })], namespaces }).containers).toEqual([]);
    expect(look(box, { states }).containers).toEqual([]);
  });

  it('two of one name are two', () => {
    const other = box.map((row) => ({ ...row, pid: row.pid + 10, ppid: row.pid === 12 ? 21 : 1, startTime: 700, namespaces: inside(300, 400) }));
    const made = look([...box, ...other], { states: [stateOf({ id: 'box', pid: 11 }), stateOf({ id: 'box', pid: 21, startTime: 700, runtime: 'runc', evidence: '/run/containerd/x/box', uid: 0, bundle: '/run/containerd/io.containerd.runtime.v2.task/default/box' })] });
    expect(containersOf(made)).toMatchObject({ 11: 'runc:box', 21: 'containerd:box' });
  });

  it.each([
    ['/var/lib/containers/storage/overlay-containers/ID/userdata', `podman:${A}`],
    ['/run/containers/storage/overlay-containers/ID/userdata', `crio:${A}`],
    ['/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/ID', `docker:${A}`],
    ['/run/containerd/io.containerd.runtime.v2.task/k8s.io/ID', `containerd:${A}`],
  ])('the bundle tells who had it made: %s', (bundle, key) => {
    const states = [stateOf({ id: A, pid: 11, bundle: bundle.replace('ID', A) })];
    expect(containersOf(look(box.map((row) => ({ ...row, cgroup: ['0::/'] })), { states }))[11]).toBe(key);
  });

  it('what a monitor tells comes first', () => {
    const rows = [conmon(10, A, 'web'), { ...box[0], pid: 11, ppid: 10, cgroup: ['0::/'] }];
    const states = [stateOf({ id: A, pid: 11, bundle: `/var/lib/containers/storage/overlay-containers/${A}/userdata` })];
    expect(look(rows, { states }).containers[0]?.evidence).toEqual([`parent conmon 10 names ${A}`]);
  });

  it('the cgroup comes first', () => {
    const rows = box.map((row) => ({ ...row, cgroup: [`0::/docker/${A}`] }));
    expect(containersOf(look(rows, { states: [stateOf({ id: 'box', pid: 11 })] }))[11]).toBe(`docker:${A}`);
  });

  it('hostile names and paths do no harm', () => {
    const states = [stateOf({ id: '../\u202e ', pid: 11, evidence: { b64: '/w==' } })];
    expect(look(box, { states }).containers).toMatchObject([{ id: '../\u202e ' }]);
    expect(look(box, { states: [{ ...stateOf({ id: 'x', pid: 11 }), id: { b64: '/w==' } }] }).containers).toMatchObject([{ id: '\\xff' }]);
  });
});

describe('the state files are asked for', () => {
  it('when the first process of a namespace is explained by nothing else, and not any more when it is', () => {
    const scan = scanWith([...box, { pid: 40 }, { pid: 41, cgroup: [`0::/docker/${A}`], namespaces: inside(140) }]);
    expect(wantedStates(scan, []).sort()).toEqual(['11@500', '13@600']);
    expect(wantedStates(scan, [stateOf({ id: 'box', pid: 11 })])).toEqual([]);
  });

  it('and then the facts, unless a user chose the name', () => {
    const scan = scanWith(box);
    expect(wantedFacts(scan, [stateOf({ id: 'box', pid: 11 })])).toEqual([{ key: 'runc:box', runtime: 'runc', id: 'box' }]);
    const users = scanWith(box.map((row) => ({ ...row, namespaces: { ...row.namespaces, user: 60 } })), { 60: { parent: 4, ownerUid: 1000 } });
    expect(wantedFacts(users, [stateOf({ id: 'box', pid: 11, uid: 1000 })])).toEqual([]);
  });
});
