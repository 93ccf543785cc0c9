// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FailureAnswer, HostFacts, PodAnswer } from '@/lib/door-schema';
import type { Net } from '@/lib/net-schema';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { SelectContext } from '../objects/select-context';
import { PastContext, type Past } from '../time/past';
import { Inspector } from './inspector';

const snapshot = snapshotOf({
  namespaces: [
    { type: 'net', ino: 10, id: '1', initial: true },
    { type: 'net', ino: 30, id: '9', netnsid: 3, mounts: [{ path: '/run/netns/shop', mnt: 5 }] },
    { type: 'user', ino: 11, id: '2', initial: true },
    { type: 'mnt', ino: 50, id: '20', owner: 'hidden' },
    {
      type: 'uts', ino: 60, id: '21', holdersLeftOut: 3,
      holders: [{ kind: 'thread', pid: 70, startTime: 1070, tid: 75 }, { kind: 'descriptor', pid: 70, startTime: 1070, fd: 8 }, { kind: 'descriptor', pid: 71, startTime: 5, tid: 72, fd: 9 }],
    },
  ],
  processes: [
    { pid: 1, comm: 'init', argv: ['init'], namespaces: { net: 10, user: 11 } },
    { pid: 70, comm: 'web', argv: ['nginx', '-g', 'daemon off;'], container: 'podman:c1', nspid: [70, 1], namespaces: { net: 30, user: 11 } },
    { pid: 80, comm: 'job', argv: [], state: 'Z', namespaces: { user: 11 } },
    { pid: 90, comm: { b64: '//4=' }, argv: ['<img src=x>', { b64: '/w==' }], namespaces: {}, unread: [{ what: 'ns/net', errno: 'EACCES' }] },
  ],
  containers: [{ id: 'c1', name: 'shop-web', pod: 'podman:p1' }],
  pods: [{ id: 'p1', name: 'shop', net: 'net:9' }],
});

const net: Net = {
  schema: 1,
  type: 'net',
  ino: 30,
  id: '9',
  key: 'net:9',
  namespaceKeys: { 10: 'net:1' },
  links: [
    {
      ifindex: 2, name: 'eth0', kind: 'veth', linkType: 'ether', flags: ['UP', 'LOWER_UP'], operstate: 'UP', mtu: 1500, mac: '5a:0e:7f:00:00:14', master: null, link: 7, linkNetnsid: 0,
      peer: { ifindex: 7, namespace: 10, name: 'vethab12', master: { ifindex: 4, name: 'podman0', kind: 'bridge' } },
      details: [],
      holders: [],
      addresses: [
        { family: 'inet', address: '10.88.0.20', prefixLength: 16, scope: 'global', peer: null, broadcast: null, label: null, flags: ['permanent'], validSeconds: null, preferredSeconds: null },
        { family: 'inet6', address: 'fe80::1', prefixLength: 64, scope: 'link', peer: null, broadcast: null, label: null, flags: ['permanent'], validSeconds: null, preferredSeconds: null },
      ],
    },
  ],
  routes: [{ family: 'inet', type: 'unicast', destination: 'default', gateway: '10.88.0.1', ifindex: 2, source: null, metric: null, table: 254, protocol: 'boot', scope: 'global' }],
  neighbours: [],
  rules: [],
  sockets: [],
  socketsLeftOut: 0,
  forwards: [],
  dns: null,
  gaps: [],
};

type Answers = Record<string, () => [number, PodAnswer | HostFacts | FailureAnswer]>;
let answers: Answers;
const pod = snapshot.pods[0];
if (pod === undefined) throw new Error('the fixture has a pod');
const podAnswer: PodAnswer = { pod, containers: snapshot.containers, processes: [], net, trouble: null };
const POD = '/api/pods/podman%3Ap1';

beforeEach(() => {
  answers = { [POD]: () => [200, podAnswer] };
  vi.stubGlobal('fetch', (path: string) => {
    const [status, body] = answers[path]?.() ?? [404, { failure: 'gone', message: `nothing at ${path}` }];
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const select = vi.fn<(id: ObjectId) => void>();

function page(id: ObjectId, seen: Snapshot = snapshot) {
  return (
    <SWRConfig value={{ provider: () => new Map() }}>
      <SelectContext value={select}>
        <Inspector snapshot={seen} id={id} onClose={() => undefined} onExec={() => undefined} onTerminal={() => undefined} onCompare={() => undefined} />
      </SelectContext>
    </SWRConfig>
  );
}

describe('the inspector', () => {
  it('shows a pod’s addresses, where its interface leads, and its containers', async () => {
    render(page('pod/podman:p1'));
    expect(await screen.findByText('10.88.0.20')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Copy address 10.88.0.20' })).toBeTruthy();
    const eth0 = screen.getByRole('region', { name: 'eth0' });
    expect(eth0.textContent).toContain('vethab12 on the host, in bridge podman0');
    expect(eth0.textContent).toContain('MTU 1500');
    fireEvent.click(screen.getByRole('button', { name: /^shop-web/ }));
    expect(select).toHaveBeenLastCalledWith('container/podman:c1');
  });

  it('folds link-local addresses, routes and neighbours', async () => {
    render(page('pod/podman:p1'));
    await screen.findByText('10.88.0.20');
    expect(screen.queryByText('fe80::1')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: '1 link-local address' }));
    expect(screen.getByText('fe80::1')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /^Routes/ }));
    expect(screen.getByText('default via 10.88.0.1 dev eth0')).toBeTruthy();
  });

  it('makes the first interfaces of a router, and those beyond on request', async () => {
    const links = net.links.flatMap((eth0) => Array.from({ length: 60 }, (_, at) => ({ ...eth0, ifindex: at + 2, name: `eth${at}` })));
    answers[POD] = () => [200, { ...podAnswer, net: { ...net, links } }];
    render(page('pod/podman:p1'));
    await screen.findByRole('region', { name: 'eth0' });
    expect(screen.getAllByRole('region', { name: /^eth/ })).toHaveLength(24);
    fireEvent.click(screen.getByRole('button', { name: '36 more interfaces' }));
    expect(screen.getAllByRole('region', { name: /^eth/ })).toHaveLength(60);
  });

  it('says that it reads while the addresses are on their way, and shows the rest', () => {
    render(page('pod/podman:p1'));
    expect(screen.getByRole('status', { name: 'Reading' })).toBeTruthy();
    expect(screen.getByRole('button', { name: /^shop-web/ })).toBeTruthy();
  });

  it('says why the addresses could not be read, and tries again on request', async () => {
    answers[POD] = () => [403, { failure: 'denied', message: 'setns(2) was refused' }];
    render(page('pod/podman:p1'));
    expect(await screen.findByText('setns(2) was refused')).toBeTruthy();
    answers[POD] = () => [200, podAnswer];
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('10.88.0.20')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText('setns(2) was refused')).toBeNull());
  });

  it('keeps the last facts of what ends while it is looked at', async () => {
    const { rerender } = render(page('pod/podman:p1'));
    await screen.findByText('10.88.0.20');
    answers[POD] = () => [404, { failure: 'gone', message: 'no such pod' }];
    rerender(page('pod/podman:p1', { ...snapshot, pods: [], containers: [], time: snapshot.time + 1000 }));
    expect(screen.getByText(/^Ended at/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /^shop-web/ })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Exec' })).toBeNull();
  });

  it('says that it is not there when it never saw it', () => {
    render(page('pod/podman:gone'));
    expect(screen.getByRole('heading', { name: 'It is not there' })).toBeTruthy();
  });

  it('shows argv as separate words, and bytes that are no text as bytes', () => {
    render(page('process/90@1090'));
    expect(screen.getByRole('heading', { level: 2 }).textContent).toContain(String.raw`\xff\xfe`);
    const words = within(screen.getByRole('region', { name: 'Command line' })).getAllByRole('listitem');
    expect(words.map(({ textContent }) => textContent)).toEqual(['<img src=x>', String.raw`\xff`]);
  });

  it('tells a link that could not be read from none', () => {
    render(page('process/90@1090'));
    expect(screen.getByText('Which net namespace it is in could not be read')).toBeTruthy();
    expect(screen.getByText('ns/net: EACCES')).toBeTruthy();
  });

  it('says of a zombie what it has left', () => {
    render(page('process/80@1080'));
    expect(screen.getByText(/^A zombie/)).toBeTruthy();
    expect(within(screen.getByRole('region', { name: 'Namespaces' })).getAllByText('left')).toHaveLength(7);
  });

  it('says of a namespace why it is alive, and what the kernel hides of it', () => {
    render(page('namespace/net:9'));
    expect(screen.getByText('net namespace shop')).toBeTruthy();
    const reasons = screen.getByRole('region', { name: 'Why it is alive' });
    expect(reasons.textContent).toContain('1 process lives in it: 70 nginx');
    expect(reasons.textContent).toContain('Its file is mounted at /run/netns/shop');
    cleanup();
    render(page('namespace/mnt:20'));
    expect(screen.getByText('The kernel holds it', { exact: false })).toBeTruthy();
    expect(screen.getByText('hidden')).toBeTruthy();
  });

  it('names who holds a namespace that nobody lives in, and by what', () => {
    render(page('namespace/uts:21'));
    const reasons = within(screen.getByRole('region', { name: 'Why it is alive' }));
    expect(reasons.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'A thread lives in it, the process does not: 70 nginx -g daemon off; (thread 75)',
      'An open descriptor of its file: 70 nginx -g daemon off; (descriptor 8), process 71, which has no row (thread 72, descriptor 9)',
      'and 3 more holders.',
    ]);
    expect(reasons.getAllByRole('button', { name: /nginx/ })).toHaveLength(2);
  });

  it('gives the PID of the host and the PID inside', () => {
    render(page('container/podman:c1'));
    const row = within(screen.getByRole('region', { name: 'Processes' })).getByRole('button');
    expect(row.textContent).toMatch(/^70.*1nginx/);
  });

  it('tells of the machine as it is now only beside a host of now', async () => {
    const facts: HostFacts = { hostname: 'vm', os: 'Debian 12', kernel: '6.18', architecture: 'x86_64', cpu: 'EPYC', cores: 2, memoryTotal: 8, memoryUsed: 4, load: 1, uptime: 60, virtualization: null };
    answers['/api/host'] = () => [200, facts];
    const at = (past: Past | null) => <PastContext value={past}>{page('host/')}</PastContext>;
    const { rerender } = render(at(null));
    expect(await screen.findByText('Debian 12')).toBeTruthy();
    rerender(at({ reason: 'over', topology: null }));
    expect(screen.queryByText('Debian 12')).toBeNull();
    expect(screen.queryByText('up for')).toBeNull();
    expect(screen.getByText('booted')).toBeTruthy();
  });
});
