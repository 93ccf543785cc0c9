import { describe, expect, it } from 'vitest';
import { keyNamespaces, processKey, runtimeKey } from './identity';
import { namespaceKey } from './schema';
import { makeSnapshot } from './snapshot';
import { FIXTURE_TIME, NOTHING_LEARNT, scanOf } from './snapshot.fixture';
import type { Scan } from './schema';

type Rows = Parameters<typeof scanOf>[0] extends infer T | undefined ? Exclude<T, undefined> : never;

function keysOverTime(...scans: Rows[]): string[][] {
  let previous: ReturnType<typeof makeSnapshot> | null = null;
  return scans.map((facts, second) => {
    const scan: Scan = scanOf({ time: FIXTURE_TIME + second * 1000, ...facts });
    previous = makeSnapshot(scan, NOTHING_LEARNT, previous);
    return previous.namespaces.map(({ key }) => key);
  });
}

const WITHOUT_ID: Rows = { namespaces: [{ type: 'uts', ino: 4026532179, owner: 4026531837 }] };

describe('the key of a namespace', () => {
  it('is the id where the kernel tells one', () => {
    expect(keysOverTime({ namespaces: [{ type: 'net', ino: 4026532311, id: '5123' }] })).toEqual([['net:5123']]);
  });

  it('is another one when the ino comes back with another id', () => {
    const rows = ['62264', '58898'].map((id): Rows => ({ namespaces: [{ type: 'uts', ino: 4026532179, id }] }));
    expect(keysOverTime(...rows)).toEqual([['uts:62264'], ['uts:58898']]);
  });

  it('is the ino and the time of first sight without ids, and stays while it is seen', () => {
    const key = `uts:i4026532179.${FIXTURE_TIME.toString(36)}`;
    expect(keysOverTime(WITHOUT_ID, WITHOUT_ID, WITHOUT_ID)).toEqual([[key], [key], [key]]);
    expect(namespaceKey.safeParse(key).success).toBe(true);
  });

  it('is a new one after an absence', () => {
    const [first, , third] = keysOverTime(WITHOUT_ID, {}, WITHOUT_ID);
    expect(third).toHaveLength(1);
    expect(third).not.toEqual(first);
  });

  it('is a new one when owner or type changed behind the ino', () => {
    const [first, second] = keysOverTime(WITHOUT_ID, { namespaces: [{ type: 'uts', ino: 4026532179, owner: 4026532500 }] });
    expect(second).not.toEqual(first);
    const [before, after] = keysOverTime(WITHOUT_ID, { namespaces: [{ type: 'ipc', ino: 4026532179, owner: 4026531837 }] });
    expect(after?.[0]?.split(':')[1]).not.toBe(before?.[0]?.split(':')[1]);
  });

  it('stays when the owner only became hidden', () => {
    const [first, second] = keysOverTime(WITHOUT_ID, { namespaces: [{ type: 'uts', ino: 4026532179, owner: 'hidden' }] });
    expect(second).toEqual(first);
  });

  it('is a new one after a reboot', () => {
    const [first, second] = keysOverTime(WITHOUT_ID, { ...WITHOUT_ID, host: { ...scanOf().host, bootId: 'another' } });
    expect(second).not.toEqual(first);
  });

  it('is made for every row of the scan', () => {
    const scan = scanOf({ namespaces: [{ type: 'net', ino: 7, id: '9' }, { type: 'pid', ino: 8 }] });
    expect(keyNamespaces(scan, null).map(({ ino, key }) => [ino, key.split('.')[0]])).toEqual([[7, 'net:9'], [8, 'pid:i8']]);
  });
});

it('a process is its pid and its start time', () => {
  expect(processKey({ pid: 4711, startTime: 8822 })).toBe('4711@8822');
});

it('an id of free text stands percent-encoded in the key of a container', () => {
  expect(runtimeKey('lxc', 'a/b c')).toBe('lxc:a%2Fb%20c');
});
