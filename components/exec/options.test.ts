import { describe, expect, it } from 'vitest';
import { joinRequest, VARIABLES_LIMIT } from '@/lib/exec-schema';
import { countChanged, FIRST_OPTIONS, isFine, optionsOf, optionsRequest, problemsOf, type Options } from './options';

const THERE = { hasMnt: true, hasProcess: true };
const of = (options: Partial<Options>): Options => ({ ...FIRST_OPTIONS, ...options });
const problems = (options: Partial<Options>, ground = THERE) => problemsOf(of(options), ground);
const requestOf = (options: Partial<Options>, ground = THERE) => optionsRequest(of(options), ground);

describe('the options', () => {
  it('ask for nothing at first that the contract does not mean by itself', () => {
    const { target, types, ...usual } = joinRequest.parse({ target: 'process/1@1', types: ['net'] });
    expect([target, types]).toEqual(['process/1@1', ['net']]);
    expect(requestOf({})).toEqual(usual);
    expect(countChanged(FIRST_OPTIONS, THERE)).toBe(0);
    expect(isFine(problems({}))).toBe(true);
  });

  it('become what was filled in', () => {
    const filled: Partial<Options> = {
      as: 'ids', uid: '1000', gid: '007', capabilities: 'none', root: 'path', rootPath: '/srv', directory: 'path', directoryPath: '/tmp/a b',
      environment: 'target', variables: [{ name: 'A', value: 'b=c' }, { name: '', value: '' }], cgroup: 'target', limitMs: 5000,
    };
    expect(isFine(problems(filled))).toBe(true);
    expect(requestOf(filled)).toEqual({
      as: { uid: 1000, gid: 7 }, capabilities: 'none', root: { path: '/srv' }, directory: { path: '/tmp/a b' },
      environment: { from: 'target', set: ['A=b=c'] }, cgroup: 'target',
    });
    expect(countChanged(of(filled), THERE)).toBe(8);
  });

  it('come back from the request they became', () => {
    const filled = of({ as: 'ids', uid: '5', gid: '6', root: 'namespace', directory: 'root', variables: [{ name: 'A', value: '=' }], limitMs: 120_000 });
    expect(optionsOf(optionsRequest(filled, THERE), 120_000)).toEqual(filled);
  });

  it('have no control group and no environment of a target where there is none, nor its environment without its files', () => {
    const options = { environment: 'target', cgroup: 'target' } as const;
    expect(requestOf(options, { hasMnt: true, hasProcess: false })).toMatchObject({ environment: { from: 'clean' }, cgroup: 'own' });
    expect(requestOf(options, { hasMnt: false, hasProcess: true })).toMatchObject({ environment: { from: 'clean' }, cgroup: 'target' });
    expect(countChanged(of(options), { hasMnt: false, hasProcess: true })).toBe(1);
  });

  it('have no other root without mnt, and do not count one', () => {
    const options = { root: 'path', rootPath: 'nowhere' } as const;
    expect(problems(options).root).toMatch(/begins with/);
    const bare = { hasMnt: false, hasProcess: true };
    expect(isFine(problems(options, bare))).toBe(true);
    expect(requestOf(options, bare).root).toBe('target');
    expect(countChanged(of(options), bare)).toBe(0);
  });
});

describe('what cannot be used is named where it stands', () => {
  it.each([['', /Give a number/], ['root', /no number/], ['-1', /no number/], ['1.5', /no number/], ['0x10', /no number/], [' 5', /no number/], ['4294967295', /largest/], ['9'.repeat(20), /largest/]])('uid %j', (uid, problem) => {
    const found = problems({ as: 'ids', uid, gid: '0' });
    expect(found.uid).toMatch(problem);
    expect(found.gid).toBeUndefined();
    expect(isFine(found)).toBe(false);
  });

  it.each([['', /Give a path/], ['tmp', /begins with/], [`/${'a'.repeat(4095)}`, /at most/], [`/${'é'.repeat(2048)}`, /at most/], ['/a\0', /NUL/]])('directory %j', (directoryPath, problem) => {
    expect(problems({ directory: 'path', directoryPath }).directory).toMatch(problem);
  });

  it.each([['1A', 'x', /letters/], ['A B', 'x', /letters/], ['', 'x', /has a name/], ['A=', 'x', /letters/], ['A', 'x\0', /NUL/], ['A', 'x'.repeat(4096), /at most/]])('variable %j=%j', (name, value, problem) => {
    const found = problems({ variables: [{ name: 'GOOD', value: '' }, { name, value }] });
    expect(found.variables[0]).toBeNull();
    expect(found.variables[1]).toMatch(problem);
    expect(isFine(found)).toBe(false);
  });

  it('too many variables', () => {
    const variables = Array.from({ length: VARIABLES_LIMIT + 1 }, (_, at) => ({ name: `A${at}`, value: '' }));
    expect(problems({ variables }).environment).toMatch(/At most/);
  });
});
