import { describe, expect, it } from 'vitest';
import { hostOf, hostWith } from './graph.fixture';
import { findNamed } from './find-named';
import { shot, shotFileInput, shotInput, shotOfFile, type ShotOrder } from './shot';
import { writeSnapshotFile } from './snapshot-file';
import { networkOf } from './topology.fixture';
import { readXml } from './xml.fixture';

const ORDER: ShotOrder = { format: 'svg', lens: 'network', tree: 'pid', group: 'pod', colour: 'type', select: null, range: 'all', kernelThreads: false, search: '', language: 'en', theme: 'light', paper: 'fit', caption: ['host', 'lens'], redact: [] };
const wired = networkOf(3);
const take = (patch: Partial<ShotOrder> = {}) => shot(shotInput.parse(JSON.parse(JSON.stringify({ ...wired, order: { ...ORDER, ...patch } }))));
const textOf = (answer: ReturnType<typeof shot>) => ('text' in answer ? answer.text : answer.refusal);

describe('a shot', () => {
  it('is the same bytes twice, whatever it is a shot of', () => {
    for (const format of ['svg', 'png', 'mmd', 'dot', 'md', 'csv', 'facts'] as const) expect(textOf(take({ format })), format).toBe(textOf(take({ format })));
  });

  it('puts what is selected forward, or shows it alone', () => {
    const pod = wired.snapshot.pods[1];
    const select = `pod:${pod?.name as string}`;
    const names = (answer: ReturnType<typeof shot>) => readXml(textOf(answer)).filter(({ name }) => name === 'text').map(({ text }) => text);
    const others = wired.snapshot.pods.filter((row) => row !== pod).map(({ name }) => name as string);
    expect(names(take({ select }))).toEqual(expect.arrayContaining([pod?.name, ...others]));
    const only = names(take({ select, range: 'selection' }));
    expect(only).toContain(pod?.name);
    expect(only.filter((name) => others.includes(name))).toEqual([]);
  });

  it('dims what a search does not find, takes away what it switches off, and says so', () => {
    const [pod, other] = wired.snapshot.pods.map(({ name }) => name as string);
    const dimmed = (answer: ReturnType<typeof shot>) => textOf(answer).includes('opacity');
    expect([dimmed(take()), dimmed(take({ search: `pod:${pod ?? ''}` }))]).toEqual([false, true]);
    expect(textOf(take({ search: `pod:${pod ?? ''}`, caption: ['filter'] }))).toContain(`search: pod:${pod ?? ''}`);
    expect(textOf(take({ lens: 'pods', search: '-runtime:podman' }))).not.toContain(`>${other ?? ''}<`);
    const rows = (search: string) => textOf(take({ lens: 'table', format: 'csv', search })).trim().split('\n').length - 1;
    expect(rows('type:net')).toBe(wired.snapshot.namespaces.filter(({ type }) => type === 'net').length);
    expect(take({ search: 'type:cake' })).toMatchObject({ refusal: expect.stringContaining('cannot be read') as string });
  });

  it('of a snapshot that was saved is the same as of the host that it was of', () => {
    const order = { ...ORDER, search: 'type:net' };
    const file = writeSnapshotFile({ product: '0', ...wired });
    expect(shotOfFile(shotFileInput.parse({ file, order }))).toEqual(take(order));
    expect(shotOfFile({ file: '{}', order })).toMatchObject({ refusal: expect.stringContaining('no snapshot of nsatlas') as string });
  });

  it('says by name what of a search a file cannot answer', () => {
    const notesOf = (search: string, topology: typeof wired.topology | null = wired.topology) => {
      const answer = shotOfFile({ file: writeSnapshotFile({ product: '0', ...wired, topology }), order: { ...ORDER, search } });
      return 'text' in answer ? (answer.notes ?? []) : [answer.refusal];
    };
    expect(notesOf('port:443 hostname:web type:net')).toEqual(['port:, hostname: find nothing: the snapshot file does not hold that']);
    expect(notesOf('-user:root,daemon')).toEqual(['user: finds nothing: the snapshot file does not hold that']);
    expect(notesOf('type:net ip:10.*')).toEqual([]);
    expect(notesOf('ip:10.*', null)).toEqual(['ip: finds nothing: the snapshot file does not hold that']);
  });

  it('speaks Chinese when asked to', () => {
    expect(textOf(take({ language: 'zh' }))).toContain('网络视角');
  });

  it('refuses in a sentence what cannot be', () => {
    expect(take({ select: 'pod:nobody' })).toEqual({ refusal: 'there is no pod nobody on this host' });
    expect(take({ range: 'selection' })).toMatchObject({ refusal: expect.stringContaining('say --select') as string });
    expect(take({ lens: 'table' })).toMatchObject({ refusal: expect.stringContaining('the table is no picture') as string });
    expect(take({ lens: 'table', format: 'dot' })).toMatchObject({ refusal: expect.stringContaining('the table is no chart') as string });
  });
});

describe('a name on the command line', () => {
  const snapshot = hostWith({
    processes: [{ pid: 1 }, { pid: 70, container: 'podman:c1' }],
    containers: [{ id: 'c1', name: 'web' }, { id: '0123456789abcdef', name: 'twice' }, { id: 'c3', name: 'twice' }],
    namespaces: [{ type: 'net', ino: 900, mounts: [{ path: '/run/netns/blue', mnt: 3 }] }],
  });
  const key = (ino: number) => snapshot.namespaces.find((row) => row.ino === ino)?.key ?? '';

  it.each([
    ['container:web', 'container/podman:c1'],
    ['container:0123456789ab', 'container/podman:0123456789abcdef'],
    ['pid:70', `process/${snapshot.processes[1]?.key ?? ''}`],
    ['net:900', `namespace/${key(900)}`],
    ['net:blue', `namespace/${key(900)}`],
    ['container/podman:c1', 'container/podman:c1'],
    ['host/', 'host/'],
  ])('%s is %s', (words, id) => expect(findNamed(snapshot, words)).toEqual({ id }));

  it.each([
    ['web', /say pod:NAME/],
    ['pid:71', /there is no pid 71/],
    ['container:0123', /there is no container 0123/],
    ['container:twice', /several are called twice; say which: container\/podman:0123456789abcdef or container\/podman:c3/],
    ['container/podman:gone', /say pod:NAME/],
  ])('%s is refused', (words, why) => expect(findNamed(snapshot, words)).toEqual({ refusal: expect.stringMatching(why) as string }));
});

it('of a host without pods is a picture too', () => {
  const { snapshot } = { snapshot: hostOf({ onHost: 3, pods: 0, perContainer: 0 }) };
  expect(readXml(textOf(shot({ snapshot, topology: null, facts: null, order: ORDER })))[0]?.name).toBe('svg');
});
