import { describe, expect, it } from 'vitest';
import { acceptCompletion, completeQuery } from './query-complete';
import { parseQuery } from './query-parse';
import { snapshotOf } from './snapshot.fixture';

const snapshot = snapshotOf({
  namespaces: [{ type: 'net', ino: 1 }, { type: 'net', ino: 2 }, { type: 'pid', ino: 3 }],
  containers: [{ id: 'a', name: 'my web', image: 'nginx:1' }, { id: 'b', name: 'db', image: 'redis:7', labels: [{ name: 'app', value: 'db' }] }, { id: 'c', name: 'web', image: 'x/nginx:1' }],
  processes: [{ pid: 4 }],
});
const known = { snapshot, topology: null, facts: null };

/** The caret stands at the bar. */
function offered(text: string): string[] {
  const caret = text.indexOf('|');
  return completeQuery(known, text.replace('|', ''), caret).list.map((one) => (one.count === null ? one.text : `${one.text} ${one.count}`));
}
function accepted(text: string, nth = 0): string {
  const [query, caret] = [text.replace('|', ''), text.indexOf('|')];
  const offer = completeQuery(known, query, caret);
  const one = offer.list[nth];
  if (one === undefined) return 'nothing offered';
  const next = acceptCompletion(query, offer, one);
  return `${next.query.slice(0, next.caret)}|${next.query.slice(next.caret)}`;
}

describe('completions', () => {
  it('offer fields by their beginning, and nothing for nothing', () => {
    expect(offered('co|')).toEqual(['comm:', 'container:']);
    expect(offered('web -im|')).toEqual(['image:']);
    expect([offered('|'), offered('web |'), offered('zz|'), offered('"co|'), offered('quux:a|')]).toEqual([[], [], [], [], []]);
  });

  it('offer the values of this host with how many have them, the commonest first', () => {
    expect(offered('type:|').slice(0, 3)).toEqual(['net 2', 'pid 1', 'cgroup 0']);
    expect(offered('type:n|')).toEqual(['net 2']);
    expect(offered('type:net,p|')).toEqual(['pid 1']);
    expect(offered('-image:ng|')).toEqual(['nginx:1 2']);
    expect(offered('label:|')).toEqual(['app=db 1']);
  });

  it('offer nothing where a value is whole, or there are too many to choose from', () => {
    expect([offered('type:net|'), offered('pid:|'), offered('type:nope|')]).toEqual([[], [], []]);
  });

  it('take the place of the piece at the caret, in quotes where they must', () => {
    expect(accepted('ty|')).toBe('type:|');
    expect(accepted('type:n| web')).toBe('type:net| web');
    expect(accepted('type:net,p|')).toBe('type:net,pid|');
    expect(accepted('container:my|')).toBe('container:"my web"|');
    expect(accepted('container:"my w|"')).toBe('container:"my web"|');
    expect(accepted('-image:n|,redis')).toBe('-image:nginx:1|,redis');
  });

  it('give a query that can be read', () => {
    for (const text of ['container:my|', 'image:|', 'label:a|', 'type:|']) expect(parseQuery(accepted(text).replace('|', '')).trouble).toBeNull();
  });
});
