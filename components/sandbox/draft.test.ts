import { describe, expect, it } from 'vitest';
import { sandboxRequest } from '@/lib/sandbox-schema';
import { NAMESPACE_TYPES } from '@/lib/schema';
import { addRow, firstDraft, permitted, presetOf, PRESETS, problemsOf, requestOf, takePreset, type Draft } from './draft';

const draft = (more: Partial<Draft> = {}): Draft => ({ ...firstDraft([]), ...more });
const ask = (more: object) => sandboxRequest.parse({ name: 'box', types: ['net'], ...more });

describe('a draft', () => {
  it('begins with what can be sent, under a name that is free', () => {
    expect(problemsOf(draft()).size).toBe(0);
    expect(requestOf(draft())).toEqual(ask({ types: ['net', 'uts'], network: { kind: 'bridge' } }));
    expect(firstDraft(['box', 'box-2', 'x']).name).toBe('box-3');
  });

  it.each(PRESETS)('%s is what it makes, and can be sent', (preset) => {
    const taken = takePreset(draft(), preset, true);
    expect([presetOf(taken, true), problemsOf(taken).size]).toEqual([preset, 0]);
    const ofUser = takePreset(draft(), preset, false);
    expect([problemsOf(ofUser).size, ofUser.types.includes('user'), ofUser.network]).toEqual([0, true, 'none']);
  });

  it('of an ordinary user asks for nothing that only root may', () => {
    const all = permitted(draft({ types: NAMESPACE_TYPES, ids: 'custom', pin: true }), false);
    expect(requestOf(all)).toEqual(ask({ types: [...NAMESPACE_TYPES] }));
  });

  it('does not ask for what stands in fields that are not shown', () => {
    const hidden = draft({ types: ['ipc'], hostname: 'a b', ids: 'custom', uidMap: [], root: 'directory', address: 'x' });
    expect(requestOf(hidden)).toEqual(ask({ types: ['ipc'] }));
  });

  it('maps ids as chosen', () => {
    const maps = (more: Partial<Draft>) => {
      const { uidMap, gidMap } = requestOf(draft({ types: ['user'], ...more })) ?? {};
      return [uidMap, gidMap];
    };
    expect(maps({})).toEqual([[], []]);
    const root = [{ inside: 0, outside: 0, count: 1 }];
    expect(maps({ ids: 'me' })).toEqual([root, root]);
    const range = [{ inside: 0, outside: 5000, count: 10 }];
    expect(maps({ ids: 'range', range: { outside: '5000', count: '10' } })).toEqual([range, range]);
    expect(maps({ ids: 'custom', uidMap: [{ inside: '1', outside: '2', count: '3' }], gidMap: [] })).toEqual([[{ inside: 1, outside: 2, count: 3 }], []]);
  });

  it('adds a range behind the last one', () => {
    expect(addRow([{ inside: '0', outside: '100', count: '10' }]).at(-1)).toEqual({ inside: '10', outside: '110', count: '1' });
    expect(addRow([])).toHaveLength(1);
  });

  it('splits a command as a shell does', () => {
    expect(requestOf(draft({ holds: 'command', line: "sh -c 'a b'" }))?.argv).toEqual(['sh', '-c', 'a b']);
  });
});

describe('what is wrong is said at its field', () => {
  it.each<[Partial<Draft>, string, RegExp]>([
    [{ name: 'Box' }, 'name', /not a name/],
    [{ types: [] }, 'types', /at least one/],
    [{ hostname: 'a_b' }, 'hostname', /no hostname/],
    [{ types: ['mnt', 'pid'], root: 'directory' }, 'root.path', /Which directory/],
    [{ types: ['mnt', 'pid'], root: 'directory', path: 'srv' }, 'root.path', /\//],
    [{ types: ['mnt'], root: 'own' }, 'root', /pid namespace/],
    [{ address: '10.213.0.1' }, 'network.address', /10\.213\.0\.2 to/],
    [{ types: ['user'], ids: 'range', range: { outside: 'x', count: '1' } }, 'uidMap.0.outside', /whole number/],
    [{ types: ['user'], ids: 'custom', uidMap: [{ inside: '0', outside: '0', count: '2' }, { inside: '1', outside: '9', count: '1' }] }, 'uidMap.1', /overlaps/],
    [{ holds: 'command' }, 'argv', /Which command/],
    [{ holds: 'command', line: "echo 'a" }, 'argv', /quote/],
  ])('%j', (more, field, words) => {
    expect(problemsOf(draft(more)).get(field)).toMatch(words);
  });
});
