import { describe, expect, it } from 'vitest';
import { facetCounts, facetTerm } from './facet-terms';
import { parseQuery } from './query-parse';
import { hasTerm, toggleTerm } from './query-toggle';
import { find } from './search';
import { snapshotOf } from './snapshot.fixture';

const snapshot = snapshotOf({
  processes: [
    { pid: 1, uid: 0, cgroup: ['0::/init.scope'] }, { pid: 2, uid: 0, kernelThread: true }, { pid: 3, uid: 1000, cgroup: ['0::/user.slice/user-1000.slice'] },
    { pid: 4, uid: 1000, cgroup: ['0::/user.slice/a'] }, { pid: 5, uid: 33, cgroup: ['0::/odd, name.slice/b'] },
  ],
});
const leftBy = (query: string) => (find({ snapshot, topology: null, facts: null }, parseQuery(query).query ?? [])?.ids ?? []).filter((id) => id.startsWith('process/')).map((id) => Number(/\d+/.exec(id)?.[0])).sort();

describe('the legend of users and slices', () => {
  it('counts processes, in an order that does not depend on how many', () => {
    expect(facetCounts(snapshot, 'user', 9)).toEqual([{ word: 'root', count: 1 }, { word: 'uid 33', count: 1 }, { word: 'uid 1000', count: 2 }]);
    expect(facetCounts(snapshot, 'slice', 1)).toEqual([{ word: 'user.slice', count: 2 }]);
  });
  it('is a term of the search that leaves out those very processes, there and back', () => {
    for (const [facet, word, left] of [['user', 'root', [3, 4, 5]], ['user', 'uid 1000', [1, 2, 5]], ['slice', 'user.slice', [1, 2, 5]], ['slice', 'odd, name.slice', [1, 2, 3, 4]]] as const) {
      const term = facetTerm(facet, word);
      const query = toggleTerm('', term);
      expect(hasTerm(query, term), query).toBe(true);
      expect(leftBy(query), query).toEqual(left);
      expect(toggleTerm(query, term)).toBe('');
    }
  });
});
