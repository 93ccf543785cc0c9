import { describe, expect, it } from 'vitest';
import { hostWith } from './graph.fixture';
import { parseQuery } from './query-parse';
import { find, hitsOf } from './search';
import { howMuchIsKnown, type Known } from './search-known';
import type { SearchFacts } from './search-schema';
import { topologyLinkOf, topologyOf } from './topology.fixture';
import { SEARCH_WORDS_EN } from './search-strings';

const snapshot = hostWith({
  processes: [
    { pid: 1, comm: 'systemd', argv: ['/sbin/init'], nspid: [1] },
    { pid: 2, comm: 'kthreadd', argv: [], kernelThread: true, state: 'I' },
    { pid: 50, comm: 'nginx', argv: ['nginx: master'], nspid: [50, 1], container: 'podman:web', uid: 33, namespaces: { net: 700, pid: 710 }, cgroup: ['0::/machine.slice/libpod-web.scope'] },
    { pid: 51, comm: 'sh', argv: ['sh', '-c', 'sleep'], nspid: [51, 7], container: 'podman:web', uid: 33, state: 'Z', namespaces: { net: 700, pid: 710 } },
    { pid: 60, comm: 'redis', argv: ['redis-server'], container: 'docker:db', uid: 999, namespaces: { net: 701 } },
    { pid: 61, comm: 'agent', argv: ['agent'], container: 'docker:agent', uid: 0 },
  ],
  namespaces: [
    { type: 'net', ino: 700 },
    { type: 'net', ino: 701 },
    { type: 'net', ino: 702, mounts: [{ path: '/run/netns/blue', mnt: 1 }] },
    { type: 'pid', ino: 710 },
    { type: 'uts', ino: 720, owner: 107 },
  ],
  containers: [
    { id: 'web', name: 'web', image: 'docker.io/library/nginx:1.25', pod: 'podman:shop', labels: [{ name: 'app', value: 'web' }, { name: 'tier', value: 'front=end' }] },
    { id: 'db', runtime: 'docker', name: 'db', image: 'redis:7', state: 'paused' },
    { id: 'agent', runtime: 'docker', name: 'agent' },
  ],
  pods: [{ id: 'shop', name: 'shop', namespace: 'prod', net: 'net:i700.0' }],
});
const topology = topologyOf([
  { ino: 700, links: [topologyLinkOf({ ifindex: 2, name: 'eth0', addresses: ['10.88.0.2/16', 'fd00::2/64'] })] },
  { ino: 701, links: [topologyLinkOf({ ifindex: 2, name: 'eth0', addresses: ['172.17.0.3/16'] })] },
  { ino: 104, links: [topologyLinkOf({ ifindex: 2, name: 'ens3', addresses: ['192.0.2.5/24'] })] },
]);
const port = (number: number, more: Partial<SearchFacts['nets'][number]['ports'][number]> = {}) => ({ protocol: 'tcp', port: number, lastPort: number, pids: [], forwarded: false, ...more });
const facts: SearchFacts = {
  nets: [
    { key: 'net:i700.0', ports: [port(80, { pids: [50] }), port(8000, { lastPort: 8010, forwarded: true })], leftOut: 0, trouble: null },
    { key: 'net:i104.0', ports: [port(9100, { pids: [61] })], leftOut: 0, trouble: null },
    { key: 'net:i701.0', ports: [], leftOut: 0, trouble: 'it ended' },
  ],
  hostnames: [{ key: 'uts:i720.0', hostname: 'web-1', trouble: null }],
  users: [{ uid: 33, name: 'www-data' }],
};
const known: Known = { snapshot, topology, facts };

function ids(query: string): string[] {
  const parsed = parseQuery(query);
  if (parsed.query === null) throw new Error(`${query}: ${JSON.stringify(parsed.trouble)}`);
  return [...(find(known, parsed.query)?.ids ?? [])].map((id) => id.replace(/@\d+$/, '')).sort();
}

const WEB = ['container/podman:web', 'pod/podman:shop'];

describe('what a field finds', () => {
  it.each<[string, readonly string[]]>([
    ['type:net -is:initial', ['namespace/net:i700.0', 'namespace/net:i701.0', 'namespace/net:i702.0']],
    ['type:pid,uts -is:initial', ['namespace/pid:i710.0', 'namespace/uts:i720.0']],
    ['kind:pod', ['pod/podman:shop']],
    ['pid:50', ['process/50']],
    ['pid:>50', ['process/51', 'process/60', 'process/61']],
    ['pid:>=50 pid:<60', ['process/50', 'process/51']],
    ['pid:5*', ['process/50', 'process/51']],
    ['nspid:7', ['process/51']],
    ['uid:33', ['process/50', 'process/51']],
    ['user:www', ['process/50', 'process/51']],
    ['state:Z', ['process/51']],
    ['state:paused', ['container/docker:db']],
    ['is:kernel', ['process/2']],
    ['comm:nginx', ['process/50']],
    ['comm:n*x,red*', ['process/50', 'process/60']],
    ['cmd:"sh -c"', ['process/51']],
    ['cgroup:*libpod*', ['process/50']],
    ['ino:710', ['namespace/pid:i710.0']],
    ['path:/run/netns/*', ['namespace/net:i702.0']],
    ['name:blue', ['namespace/net:i702.0']],
    ['name:=we', []],
    ['kubens:prod -kind:process', ['container/podman:web', 'pod/podman:shop']],
    ['label:app=web -kind:process', ['container/podman:web']],
    ['label:tier=*end -kind:process', ['container/podman:web']],
    ['label:ap', []],
    ['image:redis', ['container/docker:db', 'process/60']],
    ['runtime:podman', ['container/podman:web', 'pod/podman:shop', 'process/50', 'process/51']],
    ['members:>1 -is:initial', ['container/podman:web', 'namespace/net:i700.0', 'namespace/pid:i710.0', 'pod/podman:shop']],
    ['alive:mount', ['namespace/net:i702.0']],
    ['alive:unknown', ['namespace/uts:i720.0']],
    ['alive:other', ['namespace/net:i702.0']],
    ['hostname:web-1', ['namespace/uts:i720.0']],
  ])('%s', (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });

  it('finds by an address what has it as its own: the namespace, the pod, the container', () => {
    const all = [...WEB, 'namespace/net:i700.0'].sort();
    expect([ids('ip:10.88.0.2'), ids('ip:10.0.0.0/8'), ids('ip:10.*'), ids('ip:fd00:0::2'), ids('ip:fd00::/16'), ids('10.88.0.2')]).toEqual(Array(6).fill(all));
    expect(ids('ip:192.0.2.0/24')).toEqual(['namespace/net:i104.0']);
    expect(ids('ip:10.88.0.1')).toEqual([]);
  });

  it('finds by a port who listens and where, and by one of the outside where it leads', () => {
    expect(ids('port:80')).toEqual(['namespace/net:i700.0', 'process/50']);
    expect(ids('port:80 kind:pod,container')).toEqual(WEB);
    expect(ids('port:8005')).toEqual(['namespace/net:i700.0']);
    expect(ids('port:>9000')).toEqual(['namespace/net:i104.0', 'process/61']);
  });
});

describe('several terms', () => {
  it('may hold of what lives in the object, when one holds of itself', () => {
    expect(ids('type:net comm:nginx')).toEqual(['namespace/net:i700.0']);
    expect(ids('type:net ip:10.* -runtime:docker comm:nginx')).toEqual(['namespace/net:i700.0']);
    expect(ids('kind:pod comm:nginx')).toEqual(['pod/podman:shop']);
    expect(ids('kind:process pod:shop')).toEqual(['process/50', 'process/51']);
    expect(ids('kind:process ino:700')).toEqual(['process/50', 'process/51']);
    expect(ids('type:net shop')).toEqual(['namespace/net:i700.0']);
    expect(ids('comm:agent ip:192.0.2.5')).toEqual(['process/61']);
  });

  it('takes away with a minus what it applies to, also what only lives there', () => {
    expect(ids('-kind:process,namespace')).toEqual(['container/docker:agent', 'container/docker:db', ...WEB]);
    expect(ids('kind:process -runtime:podman,docker')).toEqual(['process/1', 'process/2']);
    expect(ids('type:net -comm:redis -is:initial')).toEqual(['namespace/net:i700.0', 'namespace/net:i702.0']);
    expect(ids('kind:container -nginx')).toEqual(['container/docker:agent', 'container/docker:db']);
  });

  it('leaves the namespaces of the host alone: nearly everything lives there', () => {
    expect(ids('type:net comm:systemd')).toEqual([]);
  });

  it('tells the rows of a table by who lives there too', () => {
    const parsed = parseQuery('shop');
    expect([...(find(known, parsed.query ?? [])?.rows ?? [])].sort()).toEqual(['namespace/net:i700.0', 'namespace/pid:i710.0']);
  });
});

describe('what is not known', () => {
  it('is counted, never passed over', () => {
    expect(find(known, parseQuery('port:80').query ?? [])?.partly).toEqual([{ field: 'port', type: 'net', known: 2, all: 4, isAwaited: false }]);
    expect(find(known, parseQuery('-ip:10.*').query ?? [])?.partly).toEqual([{ field: 'ip', type: 'net', known: 3, all: 4, isAwaited: false }]);
    expect(find(known, parseQuery('comm:nginx').query ?? [])?.partly).toEqual([]);
    expect(howMuchIsKnown({ snapshot, topology: null, facts: null }, 'ip')).toEqual({ field: 'ip', type: 'net', known: 0, all: 4, isAwaited: true });
  });

  it('says why it was found', () => {
    const found = find(known, parseQuery('type:net comm:nginx').query ?? []);
    expect(found === null ? [] : hitsOf(known, found, 1, SEARCH_WORDS_EN)).toMatchObject([{ title: 'net 700', why: 'comm:nginx' }]);
  });
});
