import { describe, expect, it } from 'vitest';
import { filtersIn, isOnlyFilters, withFilters } from './query-filters';
import { DEFAULT_VIEW, inStep, viewFromQuery, viewToQuery } from './view';

describe('what a query switches off', () => {
  it.each([
    ['-type:net', ['net'], []],
    ['web -type:uts,net -runtime:podman', ['net', 'uts'], ['podman']],
    ['-TYPE:Net -type:pid', ['net', 'pid'], []],
    ['type:net -type:n* -type:"net" -type:net,nothing --type:net a-type:net', [], []],
    ['"a -type:net b" comm:x', [], []],
    ['"unfinished -type:net', [], []],
  ] as const)('%s', (query, hiddenTypes, hiddenRuntimes) => {
    expect(filtersIn(query)).toEqual({ hiddenTypes, hiddenRuntimes });
  });

  it('is written behind what is searched for, and taken out again', () => {
    const off = withFilters('web  "a  b"', { hiddenTypes: ['uts', 'net'], hiddenRuntimes: ['podman'] });
    expect(off).toBe('web "a  b" -type:net,uts -runtime:podman');
    expect(withFilters(off, { hiddenTypes: [], hiddenRuntimes: [] })).toBe('web "a  b"');
    expect(withFilters('  -type:net ', { hiddenTypes: ['net'], hiddenRuntimes: [] })).toBe('  -type:net ');
  });

  it('is no search by itself', () => {
    expect(['', ' ', '-type:net', '-type:net -runtime:crun'].map(isOnlyFilters)).toEqual([true, true, true, true]);
    expect(['web', '-type:n*', '-type:net web'].map(isOnlyFilters)).toEqual([false, false, false]);
  });
});

it('legend and query stay in step, whichever is used', () => {
  const clicked = inStep(DEFAULT_VIEW, { ...DEFAULT_VIEW, hiddenTypes: ['net'] });
  expect(clicked.query).toBe('-type:net');
  const typed = inStep(clicked, { ...clicked, query: '-type:net,pid nginx' });
  expect(typed.hiddenTypes).toEqual(['net', 'pid']);
  expect(inStep(typed, { ...typed, hiddenTypes: [], hiddenRuntimes: [] }).query).toBe('nginx');
  expect(viewFromQuery(viewToQuery(typed))).toEqual(typed);
});

it('links of before switch off what they did', () => {
  expect(viewFromQuery('hide=net.uts&noruntimes=podman&q=web')).toEqual({ ...DEFAULT_VIEW, query: 'web -type:net,uts -runtime:podman', hiddenTypes: ['net', 'uts'], hiddenRuntimes: ['podman'] });
});
