import { describe, expect, it } from 'vitest';
import { buildGraph, type Graph } from './graph';
import { HOME, hostOf, hostWith, shuffled } from './graph.fixture';
import { containerOf, podOf } from './snapshot.fixture';
import { cableOf, topologyOf } from './topology.fixture';

const nodeOf = (graph: Graph, id: string) => graph.nodes.find((node) => node.id === id);
const processId = (pid: number) => `process/${pid}@${1000 + pid}`;
const edgesOf = (graph: Graph, kind: string) => graph.edges.filter((edge) => edge.kind === kind).map(({ source, target, type }) => ({ source, target, type }));

describe('the Pods lens', () => {
  it('is the same whatever the order of the rows', () => {
    const snapshot = hostOf({ onHost: 20, pods: 4, perContainer: 3 });
    expect(buildGraph(shuffled(snapshot), 'pods')).toEqual(buildGraph(snapshot, 'pods'));
  });

  it('leaves the snapshot as it was', () => {
    const snapshot = shuffled(hostOf({ onHost: 5, pods: 2, perContainer: 2 }));
    const before = structuredClone(snapshot);
    buildGraph(snapshot, 'pods');
    expect(snapshot).toEqual(before);
  });

  it('names every group before what stands in it, and every node once', () => {
    const { nodes } = buildGraph(hostOf({ onHost: 5, pods: 3, perContainer: 2 }), 'pods');
    const seen = new Set<string | null>([null]);
    for (const { id, parent } of nodes) {
      expect(seen.has(parent), `${String(parent)} before ${id}`).toBe(true);
      expect(seen.has(id), id).toBe(false);
      seen.add(id);
    }
  });

  it('puts a process into its container, the container into its pod', () => {
    const graph = buildGraph(
      hostWith({
        processes: [{ pid: 50, container: 'podman:c1', comm: 'nginx' }],
        containers: [containerOf({ id: 'c1', name: 'web', pod: 'podman:p1' })],
        pods: [podOf({ id: 'p1', name: 'shop' })],
      }),
      'pods',
    );
    expect(nodeOf(graph, processId(50))).toMatchObject({ parent: 'container/podman:c1', label: 'nginx', number: 50 });
    expect(nodeOf(graph, 'container/podman:c1')).toMatchObject({ parent: 'pod/podman:p1', label: 'web', count: 1 });
    expect(nodeOf(graph, 'pod/podman:p1')).toMatchObject({ parent: null, label: 'shop', count: 1 });
  });

  it('lets a container without a pod stand alone, also when its pod is not known', () => {
    const graph = buildGraph(hostWith({ containers: [containerOf({ id: 'a' }), containerOf({ id: 'b', pod: 'podman:gone' })] }), 'pods');
    expect(nodeOf(graph, 'container/podman:a')?.parent).toBeNull();
    expect(nodeOf(graph, 'container/podman:b')?.parent).toBeNull();
  });

  it('rolls kernel threads up inside the host', () => {
    const graph = buildGraph(hostWith({ processes: [{ pid: 2, kernelThread: true, comm: 'kthreadd' }, { pid: 3, ppid: 2, kernelThread: true }] }), 'pods');
    expect(nodeOf(graph, 'threads/')).toMatchObject({ parent: 'host/', count: 2, object: processId(2) });
    expect(nodeOf(graph, processId(3))).toMatchObject({ parent: 'threads/', traits: ['kernel'] });
    expect(edgesOf(graph, 'parent')).toEqual([]);
  });

  it('groups processes that share a namespace of their own into a sandbox, net before all others', () => {
    const graph = buildGraph(
      hostWith({
        processes: [{ pid: 60, comm: 'bwrap', namespaces: { net: 900, user: 901 } }, { pid: 61, namespaces: { net: 900, user: 902 } }],
        namespaces: [{ type: 'net', ino: 900 }, { type: 'user', ino: 901 }, { type: 'user', ino: 902 }],
      }),
      'pods',
    );
    expect(nodeOf(graph, 'sandbox/net:i900.0')).toMatchObject({ kind: 'sandbox', label: 'bwrap', count: 2, object: 'namespace/net:i900.0' });
    expect(nodeOf(graph, processId(61))?.parent).toBe('sandbox/net:i900.0');
  });

  it('calls a sandbox as its namespace is called on disk', () => {
    const mounts = [{ path: '/run/netns/red', mnt: HOME.mnt }];
    const graph = buildGraph(hostWith({ processes: [{ pid: 60, namespaces: { net: 900 } }], namespaces: [{ type: 'net', ino: 900, mounts }] }), 'pods');
    expect(nodeOf(graph, 'sandbox/net:i900.0')?.label).toBe('red');
  });

  it('leaves a monitor on the host, and leads a line from it to its container', () => {
    const graph = buildGraph(
      hostWith({
        processes: [{ pid: 70, monitorOf: 'podman:c1', namespaces: { user: 950 } }, { pid: 71, container: 'podman:c1' }],
        namespaces: [{ type: 'user', ino: 950 }],
        containers: [containerOf({ id: 'c1' })],
      }),
      'pods',
    );
    expect(nodeOf(graph, processId(70))).toMatchObject({ parent: 'host/', traits: ['monitor'] });
    expect(edgesOf(graph, 'monitor')).toEqual([{ source: processId(70), target: 'container/podman:c1', type: null }]);
  });

  it('shows a net namespace without a process as a node of its own, by its name', () => {
    const mounts = [{ path: '/run/netns/blue', mnt: HOME.mnt }];
    const graph = buildGraph(hostWith({ namespaces: [{ type: 'net', ino: 900, mounts }] }), 'pods');
    expect(nodeOf(graph, 'namespace/net:i900.0')).toMatchObject({ parent: null, label: 'blue', number: 900, rim: false, traits: ['empty'] });
  });

  it('has a place for every namespace and every process', () => {
    const snapshot = hostOf({ onHost: 5, pods: 3, perContainer: 2 });
    const { nodeByObject, nodes } = buildGraph(snapshot, 'pods');
    const ids = new Set(nodes.map(({ id }) => id));
    for (const { key } of snapshot.namespaces) expect(ids.has(nodeByObject.get(`namespace/${key}`) ?? ''), key).toBe(true);
    for (const { key } of snapshot.processes) expect(ids.has(nodeByObject.get(`process/${key}`) ?? ''), key).toBe(true);
  });

  it('sets what the containers of a pod share on the rim of the pod, and what is a container’s own on the container', () => {
    const graph = buildGraph(hostOf({ onHost: 1, pods: 1, perContainer: 1 }), 'pods');
    const onRim = (parent: string) => graph.nodes.filter((node) => node.rim && node.parent === parent).map(({ type }) => type);
    expect(onRim('pod/podman:pod0')).toEqual(['ipc', 'net', 'uts']);
    expect(onRim('container/podman:0-app')).toEqual(['mnt', 'pid']);
    expect(onRim('host/')).toEqual(['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']);
  });

  it('rolls several namespaces of one type in one group into one, led by the leader’s', () => {
    const graph = buildGraph(
      hostWith({
        processes: [{ pid: 80, container: 'lxc:c', namespaces: { mnt: 902 } }, { pid: 81, container: 'lxc:c', namespaces: { mnt: 901 } }],
        namespaces: [{ type: 'mnt', ino: 901 }, { type: 'mnt', ino: 902 }],
        containers: [containerOf({ id: 'c', runtime: 'lxc' })],
      }),
      'pods',
    );
    expect(nodeOf(graph, 'namespace/mnt:i902.0')).toMatchObject({ parent: 'container/lxc:c', namespaces: 2, number: 902 });
    expect(graph.nodeByObject.get('namespace/mnt:i901.0')).toBe('namespace/mnt:i902.0');
  });

  it('joins the groups that share a namespace by a wire of its type', () => {
    const graph = buildGraph(
      hostWith({
        processes: [{ pid: 90, container: 'podman:a', namespaces: { ipc: 900 } }, { pid: 91, container: 'podman:b', namespaces: { ipc: 900 } }],
        namespaces: [{ type: 'ipc', ino: 900 }],
        containers: [containerOf({ id: 'a' }), containerOf({ id: 'b' })],
      }),
      'pods',
    );
    const shared = edgesOf(graph, 'shared').filter(({ type }) => type === 'ipc');
    expect(shared).toEqual([{ source: 'rim/container/podman:b/ipc', target: 'namespace/ipc:i900.0', type: 'ipc' }]);
  });

  it('joins a container that uses the network of the host to the host, but not for its user and time', () => {
    const graph = buildGraph(
      hostWith({
        processes: [{ pid: 1 }, { pid: 90, container: 'podman:a', namespaces: { mnt: 900, pid: 901, ipc: 902, uts: 903 } }],
        namespaces: [{ type: 'mnt', ino: 900 }, { type: 'pid', ino: 901 }, { type: 'ipc', ino: 902 }, { type: 'uts', ino: 903 }],
        containers: [containerOf({ id: 'a' })],
      }),
      'pods',
    );
    expect(edgesOf(graph, 'shared')).toEqual([{ source: 'container/podman:a', target: `namespace/net:i${HOME.net}.0`, type: 'net' }]);
  });

  it('draws one line between two net namespaces with cables, none to one that is not there', () => {
    const snapshot = hostWith({ processes: [{ pid: 60, namespaces: { net: 900 } }], namespaces: [{ type: 'net', ino: 900 }] });
    const [eth0, ve0] = cableOf([900, 2, 'eth0'], [HOME.net, 7, 've0']);
    const [eth1, ve1] = cableOf([900, 3, 'eth1'], [HOME.net, 8, 've1']);
    const [lost] = cableOf([900, 4, 'lost'], [12345, 2, 'eth0']);
    const graph = buildGraph(snapshot, 'pods', topologyOf([{ ino: HOME.net, links: [ve0, ve1] }, { ino: 900, links: [eth0, eth1, lost] }]));
    expect(graph.edges.filter(({ kind }) => kind === 'wire')).toMatchObject([{ source: `namespace/net:i${HOME.net}.0`, target: 'namespace/net:i900.0', quiet: false }]);
  });

  it('lets cables rest when they would be a brush', () => {
    const inos = Array.from({ length: 25 }, (_, at) => 900 + at);
    const snapshot = hostWith({ processes: inos.map((net) => ({ pid: net, namespaces: { net } })), namespaces: inos.map((ino) => ({ type: 'net', ino })) });
    const cables = inos.map((ino) => cableOf([ino, 2, 'eth0'], [HOME.net, ino, `ve${ino}`]));
    const graph = buildGraph(snapshot, 'pods', topologyOf([{ ino: HOME.net, links: cables.map(([, there]) => there) }, ...cables.map(([eth0], at) => ({ ino: 900 + at, links: [eth0] }))]));
    const wires = graph.edges.filter(({ kind }) => kind === 'wire');
    expect([wires.length, wires.every(({ quiet }) => quiet)]).toEqual([25, true]);
  });

  it('takes the observer’s namespaces for home where no initial one is seen', () => {
    const snapshot = hostWith({ processes: [{ pid: 5, namespaces: { net: 900 } }], namespaces: [{ type: 'net', ino: 900 }] });
    const nested = { ...snapshot, namespaces: snapshot.namespaces.filter(({ ino }) => ino !== HOME.net), observer: { ...snapshot.observer, namespaces: { net: 900 } } };
    expect(nodeOf(buildGraph(nested, 'pods'), processId(5))?.parent).toBe('host/');
  });

  it('keeps two processes that a torn scan shows as each other’s parent', () => {
    const graph = buildGraph(hostWith({ processes: [{ pid: 7, ppid: 8 }, { pid: 8, ppid: 7 }] }), 'pods');
    expect(nodeOf(graph, processId(7))).toBeDefined();
    expect(nodeOf(graph, processId(8))).toBeDefined();
  });

  it('tells what has ended from what could not be read', () => {
    const graph = buildGraph(hostWith({ processes: [{ pid: 7, state: 'Z', unread: [{ what: 'ns/net', errno: 'ENOENT' }] }, { pid: 8, unread: [{ what: 'ns/net', errno: 'EACCES' }] }] }), 'pods');
    expect(nodeOf(graph, processId(7))?.traits).toEqual(['over']);
    expect(nodeOf(graph, processId(8))?.traits).toEqual(['unread']);
  });
});

describe('containers in containers, sandboxes and services', () => {
  const node = { id: 'node', runtime: 'lxc', key: 'lxc:node' } as const;
  const snapshot = hostWith({
    processes: [
      { pid: 1 },
      { pid: 70, container: 'lxc:node', namespaces: { net: 900, mnt: 901 } },
      { pid: 71, container: 'podman:lxc:node:app', namespaces: { net: 910, mnt: 911 } },
      { pid: 72, container: 'systemd:lxc:node:x.service', namespaces: { net: 900, mnt: 921 } },
      { pid: 73, container: 'bubblewrap:9', namespaces: { mnt: 931 } },
      { pid: 74, container: 'systemd:cups.service', namespaces: { mnt: 941 } },
    ],
    namespaces: [{ type: 'net', ino: 900 }, { type: 'net', ino: 910 }, ...[901, 911, 921, 931, 941].map((ino) => ({ type: 'mnt' as const, ino }))],
    containers: [
      containerOf(node),
      containerOf({ id: 'app', key: 'podman:lxc:node:app', outer: 'lxc:node', pod: 'podman:lxc:node:p' }),
      containerOf({ id: 'x.service', key: 'systemd:lxc:node:x.service', kind: 'service', runtime: 'systemd', outer: 'lxc:node' }),
      containerOf({ id: '9', key: 'bubblewrap:9', kind: 'sandbox', runtime: 'bubblewrap' }),
      containerOf({ id: 'cups.service', key: 'systemd:cups.service', kind: 'service', runtime: 'systemd' }),
    ],
    pods: [{ id: 'p', key: 'podman:lxc:node:p' }],
  });

  it('stand where they were made, and are called what they are', () => {
    const graph = buildGraph(snapshot, 'pods');
    const placed = (id: string) => [nodeOf(graph, id)?.kind, nodeOf(graph, id)?.parent];
    expect(placed('container/lxc:node')).toEqual(['container', null]);
    expect(placed('pod/podman:lxc:node:p')).toEqual(['pod', 'container/lxc:node']);
    expect(placed('container/podman:lxc:node:app')).toEqual(['container', 'pod/podman:lxc:node:p']);
    expect(placed('container/systemd:lxc:node:x.service')).toEqual(['service', 'container/lxc:node']);
    expect(placed('container/bubblewrap:9')).toEqual(['sandbox', null]);
    const order = graph.nodes.map(({ id }) => id);
    expect(graph.nodes.every(({ id, parent }) => parent === null || order.indexOf(parent) < order.indexOf(id))).toBe(true);
  });

  it('share what they like with the host without a wire; a container does not', () => {
    const wired = edgesOf(buildGraph(snapshot, 'pods'), 'shared').map(({ source, type }) => `${source} ${type ?? ''}`);
    expect(wired.filter((edge) => /bubblewrap|systemd:cups/.test(edge))).toEqual([]);
    expect(wired).toContain('container/lxc:node pid');
  });

  it('are found in the lens of namespaces inside the outermost', () => {
    const graph = buildGraph(snapshot, 'namespaces');
    expect(graph.nodeByObject.get('pod/podman:lxc:node:p')).toBe('container/lxc:node');
    const set = graph.nodeByObject.get('container/podman:lxc:node:app') ?? '';
    expect(nodeOf(graph, set)?.parent).toBe('container/lxc:node');
  });
});
