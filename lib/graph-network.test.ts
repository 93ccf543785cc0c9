import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph, type GraphNode } from './graph';
import { HOME, hostWith, shuffled, type Rows } from './graph.fixture';
import { listNodes } from './graph-list';
import { edgeId } from './graph-node';
import { selectGraph } from './select';
import { containerOf, podOf } from './snapshot.fixture';
import { cableOf, networkOf, topologyLinkOf, topologyOf } from './topology.fixture';
import type { Topology } from './topology-schema';
import { DEFAULT_VIEW, type View } from './view';

const HOME_ISLAND = `namespace/net:i${HOME.net}.0`;
const island = (ino: number) => `namespace/net:i${ino}.0` as const;
const harbour = (ino: number, ifindex: number) => `interface/${island(ino)}/${ifindex}`;

function graphOf(rows: Rows, nets: Parameters<typeof topologyOf>[0], facts: Partial<Topology> = {}): Graph {
  return buildGraph(hostWith(rows), 'network', topologyOf([{ ino: HOME.net }, ...nets], { ...facts }));
}

function node({ nodes }: Graph, id: string): GraphNode {
  const found = nodes.find((row) => row.id === id);
  if (found === undefined) throw new Error(`${id} is not among ${nodes.map((row) => row.id).join(' ')}`);
  return found;
}

const wires = ({ edges }: Graph) => edges.filter(({ kind }) => kind === 'wire').map(({ wire, source, target }) => [wire, source, target]);

describe('the Network lens', () => {
  it('is empty before the topology is known', () => {
    expect(buildGraph(networkOf(2).snapshot, 'network').nodes).toEqual([]);
  });

  it('is the same whatever the order of the rows', () => {
    const { snapshot, topology } = networkOf(5);
    expect(buildGraph(shuffled(snapshot), 'network', { ...topology, nets: [...topology.nets].reverse() })).toEqual(buildGraph(snapshot, 'network', topology));
  });

  it('names every group before what stands in it, and every node once', () => {
    const seen = new Set<string | null>([null]);
    const { snapshot, topology } = networkOf(3);
    for (const { id, parent } of buildGraph(snapshot, 'network', topology).nodes) {
      expect(seen.has(parent) && !seen.has(id), id).toBe(true);
      seen.add(id);
    }
  });

  it('has an island for each net namespace, the host’s own first, with all who live there', () => {
    const { snapshot, topology } = networkOf(2);
    const graph = buildGraph(snapshot, 'network', topology);
    expect(graph.nodes.filter(({ parent }) => parent === null).map(({ kind, label, object }) => [kind, label, object])).toEqual([
      ['host', 'atlas', 'host/'],
      ['island', 'pod0', 'pod/podman:pod0'],
      ['island', 'pod1', 'pod/podman:pod1'],
    ]);
    expect(graph.nodeByObject.get('container/podman:1-app')).toBe(island(10_100));
    expect(graph.nodeByObject.get('process/1@1001')).toBe(HOME_ISLAND);
    expect(graph.nodeByObject.get('host/')).toBe(HOME_ISLAND);
  });

  it('calls an island by its pod, its containers, its name on disk, its leader, else by its ino', () => {
    const graph = graphOf(
      {
        processes: [
          { pid: 60, container: 'podman:a', namespaces: { net: 900 } },
          { pid: 61, container: 'podman:a', namespaces: { net: 901 } },
          { pid: 62, container: 'podman:b', namespaces: { net: 901 } },
          { pid: 63, container: 'podman:c', namespaces: { net: 901 } },
          { pid: 64, comm: 'unshare', namespaces: { net: 903 } },
        ],
        containers: [containerOf({ id: 'a', name: 'web' }), containerOf({ id: 'b', name: 'log' }), containerOf({ id: 'c', name: 'cart' })],
        pods: [podOf({ id: 'p', name: 'shop', net: 'net:i900.0' })],
        namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 901 }, { type: 'net', ino: 902, mounts: [{ path: '/run/netns/blue', mnt: 1 }] }, { type: 'net', ino: 903 }, { type: 'net', ino: 904 }],
      },
      [900, 901, 902, 903, 904].map((ino) => ({ ino })),
    );
    expect([900, 901, 902, 903, 904].map((ino) => node(graph, island(ino)).label)).toEqual(['shop', 'web, log +1', 'blue', 'unshare', '904']);
    expect(node(graph, island(901)).object).toBe(island(901));
    expect(node(graph, island(902)).traits).toEqual(['empty']);
  });

  it('keeps equal addresses in different namespaces apart, and says all of them', () => {
    const { snapshot, topology } = networkOf(2);
    const graph = buildGraph(snapshot, 'network', topology);
    for (const at of [0, 1]) expect(node(graph, `plate/${island(10_000 + at * 100)}`).said).toEqual([`eth0 10.88.0.${at + 2}/16`, 'eth0 fd00::2/64']);
    expect(node(graph, `plate/${HOME_ISLAND}`).said).toEqual(['ens3 192.0.2.5/24', 'podman0 10.88.0.1/16', 'ens3 2001:db8::5/64']);
  });

  it('leaves lo and idle fallback tunnels out and counts the latter, unless lo is all there is or has an address of its own', () => {
    const dummy = topologyLinkOf({ ifindex: 5, name: 'dummy0', kind: 'dummy', operstate: 'UNKNOWN' });
    const tunl0 = topologyLinkOf({ ifindex: 4, name: 'tunl0', kind: 'ipip', flags: [], operstate: 'DOWN' });
    const anycast = topologyLinkOf({ ifindex: 1, name: 'lo', linkType: 'loopback', flags: ['LOOPBACK', 'UP'], operstate: 'UNKNOWN', addresses: ['127.0.0.1/8', '10.0.0.1/32'] });
    const graph = buildGraph(hostWith({ namespaces: [900, 901, 902].map((ino) => ({ type: 'net', ino })) }), 'network', topologyOf([{ ino: 900 }, { ino: 901, links: [tunl0, dummy] }, { ino: 902, links: [anycast, dummy] }]));
    const names = (ino: number) => graph.nodes.filter(({ parent, kind }) => parent === island(ino) && kind === 'interface').map(({ label }) => label);
    expect([900, 901].map(names)).toEqual([['lo'], ['dummy0']]);
    expect(names(902)).toContain('lo');
    expect(node(graph, island(901)).said).toContain('interfaces not drawn: 1');
    expect(node(graph, island(900)).said).toEqual(['no way out']);
  });

  it('has every wire by its kind, within an island and across', () => {
    const [eth0, veth] = cableOf([900, 2, 'eth0'], [HOME.net, 7, 'veth']);
    const br0 = topologyLinkOf({ ifindex: 3, name: 'br0', kind: 'bridge' });
    const ens3 = topologyLinkOf({ ifindex: 2, name: 'ens3' });
    const mac0 = topologyLinkOf({ ifindex: 5, name: 'mac0', kind: 'macvlan', peer: { ifindex: 2, namespace: HOME.net } });
    const vlan = topologyLinkOf({ ifindex: 8, name: 'ens3.7', kind: 'vlan', peer: { ifindex: 2, namespace: HOME.net } });
    const graph = buildGraph(hostWith({ namespaces: [{ type: 'net', ino: 900 }] }), 'network', topologyOf([{ ino: HOME.net, links: [ens3, br0, { ...veth, master: 3 }, vlan] }, { ino: 900, links: [eth0, mac0] }]));
    expect(wires(graph)).toEqual([
      ['veth', harbour(HOME.net, 7), harbour(900, 2)],
      ['bridge', harbour(HOME.net, 7), harbour(HOME.net, 3)],
      ['vlan', harbour(HOME.net, 8), harbour(HOME.net, 2)],
      ['macvlan', harbour(900, 5), harbour(HOME.net, 2)],
    ]);
    expect(graph.nodes.filter(({ kind }) => kind === 'interface').map(({ label, harbour: sort, rim }) => [label, sort, rim])).toEqual([
      ['ens3', 'hardware', true], ['br0', 'master', false], ['veth', 'cable', true], ['ens3.7', 'stacked', true], ['eth0', 'cable', true], ['mac0', 'stacked', true],
    ]);
  });

  it('marks an end whose other end nobody can find, and leads to the island where the other end is not listed', () => {
    const hidden = topologyLinkOf({ ifindex: 2, name: 'eth0', kind: 'veth', peer: { ifindex: 9, namespace: 'hidden' } });
    const [unknown] = cableOf([900, 3, 'eth1'], [54_321, 2, 'x']);
    const [unlisted] = cableOf([900, 4, 'eth2'], [HOME.net, 99, 'x']);
    const graph = graphOf({ namespaces: [{ type: 'net', ino: 900 }] }, [{ ino: 900, links: [hidden, unknown, unlisted] }]);
    expect([2, 3, 4].map((ifindex) => node(graph, harbour(900, ifindex)).traits)).toEqual([['cut'], ['cut'], []]);
    expect(node(graph, harbour(900, 2)).said).toContain('cable to elsewhere, hidden');
    expect(wires(graph)).toEqual([['veth', HOME_ISLAND, harbour(900, 4)]]);
  });

  it('shows what could not be looked into, with the reason, and what has only just come', () => {
    const graph = graphOf({ namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 901 }] }, [{ ino: 900, links: [], trouble: 'denied: EPERM' }]);
    expect(node(graph, island(900))).toMatchObject({ traits: ['empty', 'closed'], said: ['could not be looked into: denied: EPERM'] });
    expect(node(graph, `plate/${island(901)}`).label).toBe('not looked into yet');
  });

  it('shows a namespace that only the topology found; one that has gone since is gone', () => {
    const topology = topologyOf([{ ino: HOME.net }, { ino: 900 }, { ino: 901 }]);
    const graph = buildGraph(hostWith({}), 'network', { ...topology, namespaceKeys: { [HOME.net]: `net:i${HOME.net}.0`, 901: 'net:i901.0' } });
    expect(graph.nodes.filter(({ parent }) => parent === null).map(({ id, object }) => [id, object])).toEqual([[HOME_ISLAND, 'host/'], ['island/900', null]]);
  });

  it('says of an interface what it is, whether it is up, its addresses, and what is at the other end', () => {
    const { snapshot, topology } = networkOf(1);
    const graph = buildGraph(snapshot, 'network', topology);
    expect(node(graph, harbour(10_000, 2)).said).toEqual(['veth, up, MTU 1500', '10.88.0.2/16', 'fd00::2/64', 'cable to veth0 of atlas']);
    expect(node(graph, harbour(HOME.net, 10)).said).toEqual(['veth, up, MTU 1500', 'cable to eth0 of pod0', 'in bridge podman0']);
    expect(node(graph, harbour(10_000, 2)).object).toBe(island(10_000));
  });

  it('cuts a long list of addresses and counts the rest', () => {
    const many = topologyLinkOf({ ifindex: 2, name: 'eth0', addresses: Array.from({ length: 40 }, (_, at) => `10.0.0.${at + 1}/24`) });
    const graph = graphOf({ namespaces: [{ type: 'net', ino: 900 }] }, [{ ino: 900, links: [many] }]);
    expect(node(graph, harbour(900, 2)).said.at(-1)).toBe('+33');
    expect(node(graph, island(900)).said.slice(0, 8).at(-1)).toBe('+33');
  });

  it('lists islands and interfaces, not what is only written on them', () => {
    const { snapshot, topology } = networkOf(1);
    expect(listNodes(buildGraph(snapshot, 'network', topology), null, 100).nodes.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
      'host atlas', 'interface ens3', 'interface podman0', 'interface veth0', 'island pod0', 'interface eth0',
    ]);
  });
});

describe('what is selected in the Network lens', () => {
  const { snapshot, topology } = networkOf(3);
  const graph = buildGraph(snapshot, 'network', topology);
  const select = (view: Partial<View>) => selectGraph(graph, { ...DEFAULT_VIEW, lens: 'network', ...view }, null);

  it.each(['pod/podman:pod1', 'container/podman:1-app', 'process/1011000@1012000', island(10_100)] as const)('lights the way out of %s, and nothing of the other pods', (id) => {
    const { focus, lit, way, selected } = select({ select: id });
    expect(focus).toBe(island(10_100));
    expect([...selected]).toEqual([island(10_100)]);
    const nodes = [harbour(10_100, 2), harbour(HOME.net, 11), harbour(HOME.net, 3), harbour(HOME.net, 2)];
    expect([...way].slice(0, 4)).toEqual(nodes);
    for (const one of [...nodes, HOME_ISLAND]) expect(lit?.has(one), one).toBe(true);
    expect(lit?.has(harbour(HOME.net, 10))).toBe(false);
    expect(lit?.has(island(10_000))).toBe(false);
    const lines = graph.edges.filter((edge) => way.has(edgeId(edge))).map(({ kind, wire }) => wire ?? kind);
    expect(lines).toEqual(['veth', 'bridge', 'routed']);
  });

  it('has the way in words', () => {
    expect(node(graph, island(10_100)).said.at(-1)).toBe('out by eth0 → veth1 → podman0 → ens3');
  });

  it('leaves wires of a kind that is switched off out, and lights the rest of the way', () => {
    const { graph: shown, way } = select({ select: 'pod/podman:pod1', hiddenWires: ['bridge'] });
    expect(shown.edges.some(({ wire }) => wire === 'bridge')).toBe(false);
    expect(shown.edges.filter((edge) => way.has(edgeId(edge))).map(({ kind, wire }) => wire ?? kind)).toEqual(['veth', 'routed']);
  });
});
