import { describe, expect, it } from 'vitest';
import { parseQuery } from './query-parse';
import { find, hitsOf, nextFound, type Found, type Hit } from './search';
import type { Known } from './search-known';
import { snapshotOf } from './snapshot.fixture';
import type { Snapshot } from './schema';
import { SEARCH_WORDS_EN } from './search-strings';

const ID = 'a1b2c3'.padEnd(64, '0');
const world = snapshotOf({
  processes: [
    { pid: 80, comm: 'nginx', argv: ['nginx: master', '-g', 'daemon off;'], nspid: [80, 1] },
    { pid: 4711, comm: 'bash', argv: ['bash', '-c', 'tail /var/log/nginx.log'], nspid: [4711, 42] },
    { pid: 4712, comm: { b64: '/2E=' }, argv: [] },
  ],
  namespaces: [
    { type: 'net', ino: 4026532177, id: '5123' },
    { type: 'net', ino: 4026532311, mounts: [{ path: '/run/netns/blue', mnt: 1 }] },
    { type: 'uts', ino: 4026532180, id: '471' },
  ],
  containers: [
    { id: ID, name: 'web', image: 'docker.io/library/nginx:1.25' },
    { id: 'blue-box', runtime: 'lxc', name: 'blue-box' },
  ],
  pods: [{ id: 'p1', name: 'web-shop', namespace: 'prod', uid: '0f3c9a52' }],
});

function knownOf(snapshot: Snapshot): Known {
  return { snapshot, topology: null, facts: null };
}
function found(query: string, snapshot = world): Found | null {
  const { query: terms, trouble } = parseQuery(query);
  if (trouble !== null) throw new Error(JSON.stringify(trouble));
  return find(knownOf(snapshot), terms);
}
function search(query: string, snapshot = world, limit = 50): Hit[] {
  const all = found(query, snapshot);
  return all === null ? [] : hitsOf(knownOf(snapshot), all, limit, SEARCH_WORDS_EN);
}
const ids = (query: string) => search(query).map(({ id }) => id);

describe('search', () => {
  it('finds nothing for nothing', () => {
    expect([found(''), found('  \t')]).toEqual([null, null]);
  });

  it('puts the whole before the beginning, the beginning before a part', () => {
    expect(ids('web')).toEqual([`container/podman:${ID}`, 'pod/podman:p1']);
    expect(ids('nginx')).toEqual(['process/80@1080', `container/podman:${ID}`, 'process/4711@5711']);
    expect(ids('471')).toEqual(['namespace/uts:471', 'process/4711@5711', 'process/4712@5712']);
  });

  it.each([
    ['the beginning of an id', 'a1b2', `container/podman:${ID}`],
    ['an image', 'library/nginx', `container/podman:${ID}`],
    ['a word of the command line', 'daemon', 'process/80@1080'],
    ['a pid', '80', 'process/80@1080'],
    ['a pid inside', '42', 'process/4711@5711'],
    ['an ino', '4026532177', 'namespace/net:5123'],
    ['a namespace id', '5123', 'namespace/net:5123'],
    ['a link as ls prints it', 'net:[4026532177]', 'namespace/net:5123'],
    ['a name of ip netns', 'blue', 'namespace/net:i4026532311.0'],
    ['a path', '/run/netns/b', 'namespace/net:i4026532311.0'],
    ['a pod uid', '0F3C9A', 'pod/podman:p1'],
    ['a Kubernetes namespace', 'prod', 'pod/podman:p1'],
    ['bytes that are no text', '\\xffa', 'process/4712@5712'],
    ['several words as they stand', '"tail /var"', 'process/4711@5711'],
  ])('finds by %s', (_, query, id) => {
    expect(ids(query)[0]).toBe(id);
  });

  it('takes a type for a sort: by the whole word, and behind every name', () => {
    expect(ids('net')).toEqual(['namespace/net:5123', 'namespace/net:i4026532311.0']);
    expect(ids('uts')).toEqual(['namespace/uts:471']);
    expect(ids('ut')).toEqual([]);
    const netshoot = snapshotOf({ namespaces: [{ type: 'net', ino: 5 }], containers: [{ id: 'x', name: 'netshoot' }] });
    expect(search('net', netshoot).map(({ title }) => title)).toEqual(['netshoot', 'net 5']);
  });

  it('wants every word, each in whatever field', () => {
    expect(ids('net blue')).toEqual(['namespace/net:i4026532311.0']);
    expect(ids('bash nginx')).toEqual(['process/4711@5711']);
    expect(ids('web nowhere')).toEqual([]);
  });

  it('lets the word that fits worst decide the order and the reason', () => {
    const two = snapshotOf({ containers: [{ id: 'a', name: 'web', image: 'my-nginx' }, { id: 'b', name: 'web-two', image: 'nginx' }] });
    expect(search('web nginx', two).map(({ title, why }) => [title, why])).toEqual([['web-two', 'name web-two'], ['web', 'image my-nginx']]);
  });

  it('says where it found the word', () => {
    expect(search('blue')[0]).toEqual({ id: 'namespace/net:i4026532311.0', type: 'net', title: 'net 4026532311', subtitle: '/run/netns/blue', why: 'name blue' });
    expect(search('daemon')[0]?.why).toBe('command nginx: master -g daemon off;');
  });

  it('shows of a long line the piece that holds the word', () => {
    const long = snapshotOf({ processes: [{ pid: 5, argv: [`${'x'.repeat(500)} needle ${'y'.repeat(500)}`] }] });
    const [hit] = search('needle', long);
    expect(hit?.why).toContain('needle');
    expect(hit?.why.length).toBeLessThan(100);
    expect(hit?.subtitle.length).toBeLessThan(100);
  });

  it('shows no more than asked for, and counts all of how many', () => {
    expect(search('4', world, 2)).toHaveLength(2);
    expect(found('4')).toMatchObject({ ids: { length: 5 }, all: 9 });
  });

  it('calls a sandbox and a service what they are', () => {
    const apart = snapshotOf({ containers: [{ id: '9@9', runtime: 'bubblewrap', kind: 'sandbox', name: 'firefox' }, { id: 'cups.service', runtime: 'systemd', kind: 'service' }] });
    expect([search('firefox', apart)[0]?.subtitle, search('cups', apart)[0]?.subtitle, search('service sandbox', apart).length]).toEqual(['bubblewrap sandbox', 'systemd service', 0]);
    expect(search('sandbox', apart).map(({ title }) => title)).toEqual(['firefox']);
  });

  it('takes no letter but the star for a pattern', () => {
    expect(ids('(')).toEqual([]);
    expect(ids('.+')).toEqual([]);
    expect(ids('ng*x')).toEqual(['process/80@1080']);
    expect(ids('"ng*x"')).toEqual([]);
  });

  it('walks what it found, round at the ends', () => {
    const all = found('471');
    if (all === null) throw new Error('nothing found');
    expect(nextFound(all, null, 1)).toEqual({ id: 'namespace/uts:471', place: 0 });
    expect(nextFound(all, 'process/4712@5712', 1)?.place).toBe(0);
    expect(nextFound(all, 'namespace/uts:471', -1)?.place).toBe(2);
    expect(nextFound(all, 'pod/podman:p1', -1)?.place).toBe(2);
  });
});
