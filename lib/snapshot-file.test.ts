import { describe, expect, it } from 'vitest';
import { snapshot as snapshotSchema, type Snapshot } from './schema';
import { FILE_FORMAT, FILE_VERSION, readSnapshotFile, ROWS_LIMIT, TEXT_LIMIT, writeSnapshotFile } from './snapshot-file';
import { FILE_WORDS_EN } from './snapshot-file-strings';
import { snapshotOf } from './snapshot.fixture';

const good = snapshotOf({
  processes: [{ pid: 1, ppid: 0 }, { pid: 2, ppid: 1, comm: { b64: '/w==' } }],
  namespaces: [{ type: 'user', ino: 7, id: '7' }, { type: 'net', ino: 8, id: '8', owner: 7 }],
  containers: [{ id: 'a' }],
});

function refusalOf(snapshot: unknown, more: object = {}): string {
  const read = readSnapshotFile(JSON.stringify({ format: FILE_FORMAT, fileVersion: FILE_VERSION, product: '0.1.0', topology: null, snapshot, ...more }), FILE_WORDS_EN);
  return 'refusal' in read ? read.refusal : 'taken';
}

const withProcess = (at: number, change: object): Snapshot => ({ ...good, processes: good.processes.map((row, place) => (place === at ? { ...row, ...change } : row)) });

describe('a snapshot file', () => {
  it('comes back as it was written, and is JSON of the contract', () => {
    const text = writeSnapshotFile({ product: '0.1.0', snapshot: good, topology: null });
    expect(readSnapshotFile(text, FILE_WORDS_EN)).toEqual({ product: '0.1.0', snapshot: good, topology: null });
    expect(snapshotSchema.parse((JSON.parse(text) as { snapshot: unknown }).snapshot)).toEqual(good);
  });

  it('is put in order when its rows are not', () => {
    const read = readSnapshotFile(writeSnapshotFile({ product: '', snapshot: { ...good, processes: [...good.processes].reverse() }, topology: null }), FILE_WORDS_EN);
    expect('snapshot' in read && read.snapshot.processes.map(({ pid }) => pid)).toEqual([1, 2]);
  });

  it.each([
    ['no JSON', '{"format":', /not JSON/],
    ['JSON of something else', '{"pods":[]}', /no snapshot of nsatlas/],
    ['no object', '[1]', /no snapshot of nsatlas/],
    ['a newer file', '{"format":"nsatlas-snapshot","fileVersion":2,"product":""}', /newer nsatlas: fileVersion is 2/],
    ['no snapshot in it', '{"format":"nsatlas-snapshot","fileVersion":1,"product":""}', /^snapshot: /],
  ])('is refused when it is %s', (_, text, refusal) => {
    const read = readSnapshotFile(text, FILE_WORDS_EN);
    expect('refusal' in read && read.refusal).toMatch(refusal);
  });

  it.each([
    ['a pid that is none', withProcess(1, { pid: -1 }), /^snapshot\.processes\[1\]\.pid: /],
    ['a key of another', withProcess(1, { key: '3@4' }), /processes\[1\]\.key: it is not pid@startTime/],
    ['a pid twice', { ...good, processes: [good.processes[0], good.processes[0]] }, /processes\[1\]: there is another/],
    ['parents in a circle', withProcess(0, { ppid: 2 }), /processes\[0\]\.ppid: it leads round/],
    ['owners in a circle', { ...good, namespaces: good.namespaces.map((row) => ({ ...row, owner: row.ino === 7 ? 8 : 7 })) }, /owner: it leads round/],
    ['containers inside each other', { ...good, containers: good.containers.map((row) => ({ ...row, outer: row.key })) }, /containers\[0\]\.outer: it leads round/],
    ['bytes that are none', withProcess(0, { comm: { b64: 'a' } }), /processes\[0\]\.comm\.b64: it is not base64/],
    ['an endless text', withProcess(0, { argv: ['x'.repeat(TEXT_LIMIT + 1)] }), /processes\[0\]\.argv\[0\]: a text of/],
    ['a time beyond all years', { ...good, time: Number.MAX_SAFE_INTEGER }, /snapshot\.time: no such year/],
    ['a start beyond all years', withProcess(0, { startTime: 9_000_000_000_000_000, key: '1@9000000000000000' }), /startTime: no such year/],
    ['a clock that stands', { ...good, host: { ...good.host, ticksPerSecond: 0 } }, /ticksPerSecond/],
    ['too many rows', { ...good, pods: Array.from({ length: ROWS_LIMIT.pods + 1 }, () => 0) }, /snapshot\.pods: 20,001 rows/],
  ])('is refused with %s, and says where', (_, snapshot, refusal) => {
    expect(refusalOf(snapshot)).toMatch(refusal);
  });

  it('may hold any text, and words that mean something to the language', () => {
    expect(refusalOf({ ...good, ['__proto__']: { processes: [] } }, { constructor: 1 })).toBe('taken');
    expect(refusalOf(withProcess(0, { comm: '<img src=x onerror=alert(1)>', argv: ['\u202e', '__proto__'] }))).toBe('taken');
  });
});
