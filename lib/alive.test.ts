import { describe, expect, it } from 'vitest';
import { whyAlive } from './alive';
import { namespaceOf, snapshotOf } from './snapshot.fixture';
import { LOOKS, type Namespace } from './schema';

type World = Exclude<Parameters<typeof snapshotOf>[0], undefined>;

function why(world: World, ino: number) {
  const snapshot = snapshotOf(world);
  const namespace = snapshot.namespaces.find((row) => row.ino === ino);
  return namespace === undefined ? [] : whyAlive(snapshot, namespace);
}
const inos = (rows: readonly Namespace[]) => rows.map(({ ino }) => ino);

describe('why a namespace is alive', () => {
  it('for its members', () => {
    const [reason] = why({ processes: [{ pid: 9, namespaces: { net: 5 } }, { pid: 7, namespaces: { net: 5 } }], namespaces: [{ type: 'net', ino: 5 }] }, 5);
    expect(reason).toMatchObject({ kind: 'members', count: 2, leader: { pid: 7 } });
  });

  it('for a bind mount, and in whose tree it stands', () => {
    const mounts = [{ path: '/run/netns/blue', mnt: 1 }, { path: '/run/netns/blue', mnt: 404 }];
    const reasons = why({ namespaces: [{ type: 'net', ino: 5, mounts }, { type: 'mnt', ino: 1 }] }, 5);
    expect(reasons).toMatchObject([{ kind: 'mount', path: '/run/netns/blue', mnt: { ino: 1 } }, { kind: 'mount', mnt: null }]);
  });

  it('for a process whose children will be born there, unless it lives there itself', () => {
    const processes = [
      { pid: 7, namespaces: { pid: 3 }, forChildren: { pid: 5 } },
      { pid: 8, namespaces: { pid: 5 }, forChildren: { pid: 5 } },
    ];
    const reasons = why({ processes, namespaces: [{ type: 'pid', ino: 5 }] }, 5);
    expect(reasons.map(({ kind }) => kind)).toEqual(['members', 'forChildren']);
    expect(reasons[1]).toMatchObject({ processes: [{ pid: 7 }] });
  });

  it('for children and for what a user namespace owns, each named once', () => {
    const reasons = why({
      namespaces: [
        { type: 'user', ino: 4, initial: true },
        { type: 'user', ino: 5, owner: 4, parent: 4 },
        { type: 'user', ino: 6, owner: 5, parent: 5 },
        { type: 'net', ino: 7, owner: 5 },
        { type: 'ipc', ino: 8, owner: 5 },
        { type: 'net', ino: 9, owner: 4 },
      ],
    }, 5);
    expect(reasons).toHaveLength(2);
    expect(reasons[0]?.kind === 'children' && inos(reasons[0].namespaces)).toEqual([6]);
    expect(reasons[1]?.kind === 'owned' && inos(reasons[1].namespaces)).toEqual([8, 7]);
  });

  it('as the first of its type, whoever lives in it', () => {
    expect(why({ namespaces: [{ type: 'uts', ino: 5, initial: true }] }, 5)).toEqual([{ kind: 'initial' }]);
  });

  it('for what threads, descriptors and sockets hold, each kind once, with the process where it has a row', () => {
    const holders = [
      { kind: 'thread', pid: 7, startTime: 1007, tid: 8 }, { kind: 'descriptor', pid: 7, startTime: 1007, fd: 3 }, { kind: 'descriptor', pid: 7, startTime: 4, fd: 5 }, { kind: 'inFlight', pid: 7, startTime: 1007, fd: 9 },
    ] as const;
    const reasons = why({ processes: [{ pid: 7, namespaces: { net: 1 } }], namespaces: [{ type: 'net', ino: 5, holders: [...holders] }] }, 5);
    expect(reasons.map(({ kind }) => kind)).toEqual(['threads', 'descriptors', 'inFlight']);
    expect(reasons[0]).toMatchObject({ held: [{ holder: { tid: 8 }, process: { pid: 7 } }] });
    expect(reasons[1]).toMatchObject({ held: [{ holder: { fd: 3 }, process: { pid: 7 } }, { holder: { fd: 5 }, process: null }] });
    expect(reasons[2]).toMatchObject({ held: [{ holder: { fd: 9 }, process: { pid: 7 } }] });
  });

  it('for an unknown reason where looks were missed, and names these', () => {
    const world = snapshotOf();
    const looks = [{ what: 'threads', done: 4, missed: [] }, { what: 'descriptors', done: 4, missed: [{ why: 'refused', count: 2 }] }, { what: 'queues', done: 4, missed: [] }, { what: 'mounts', done: 1, missed: [] }] as const;
    const completeness = { ...world.completeness, looks: looks.map((look) => ({ ...look, missed: [...look.missed] })) };
    const [reason] = why({ namespaces: [{ type: 'net', ino: 5 }], completeness }, 5);
    expect(reason?.kind === 'notVisible' && reason.missed.map(({ what }) => what)).toEqual(['descriptors', 'sockets']);
  });

  it('for what the kernel counts, where all was looked through and all could be read', () => {
    const world = snapshotOf();
    const looks = LOOKS.map((what) => ({ what, done: 4, missed: [] }));
    const namespaces = [{ type: 'net', ino: 5, references: 2 } as const];
    expect(why({ namespaces, completeness: { ...world.completeness, looks } }, 5)).toEqual([{ kind: 'kernel', references: 2 }]);
    expect(why({ namespaces, completeness: { ...world.completeness, looks, unreadable: 1 } }, 5)).toEqual([{ kind: 'notVisible', references: 2, unreadable: 1, missed: [] }]);
    expect(why({ namespaces, completeness: { ...world.completeness, looks: looks.slice(1) } }, 5)).toMatchObject([{ kind: 'notVisible', references: 2, missed: [{ what: 'threads' }] }]);
  });

  it('for a reason that is not visible, and how many processes could not be read', () => {
    const world = snapshotOf();
    const reasons = why({ namespaces: [{ type: 'net', ino: 5 }], completeness: { ...world.completeness, unreadable: 3 } }, 5);
    expect(reasons).toMatchObject([{ kind: 'notVisible', unreadable: 3 }]);
  });

  it('for hidden relatives nothing is claimed', () => {
    const world = { namespaces: [{ type: 'pid', ino: 5 } as const, { type: 'pid', ino: 6, parent: 'hidden', owner: 'hidden' } as const] };
    expect(why(world, 5)).toMatchObject([{ kind: 'notVisible', unreadable: 0 }]);
    expect(whyAlive(snapshotOf(world), namespaceOf({ type: 'net', ino: 5 }))).toHaveLength(1);
  });
});
