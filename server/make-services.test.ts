import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { containerAnswer, namespaceAnswer, podAnswer, processAnswer, hostFacts, session } from '@/lib/door-schema';
import { execRequest } from '@/lib/exec-schema';
import type { ScanUts } from '@/lib/inspect-schema';
import { processFactsOf } from '@/lib/inspect.fixture';
import type { ScanNet } from '@/lib/net-schema';
import { scanOf } from '@/lib/snapshot.fixture';
import { topology, type ScanTopology } from '@/lib/topology-schema';
import { admit } from './admit';
import type { Viewer } from './authorize';
import type { Config } from './config';
import { startFakeHelper, withLooks, type FakeHelper, type Play } from './fake-helper.fixture';
import { Bearers } from './guard/bearer';
import { Sessions } from './guard/session';
import { StartTokens } from './guard/start-tokens';
import { makeServices, type Parts } from './make-services';
import { provideServices } from './services';

const POD = 'b2'.repeat(32);
const WEB = 'a1'.repeat(32);
const HOST = scanOf({
  processes: [{ pid: 1, namespaces: { net: 10 } }, { pid: 50, cgroup: [`0::/machine.slice/libpod-${WEB}.scope/container`], namespaces: { net: 20, uts: 21, mnt: 23 } }, { pid: 40, cgroup: [`0::/machine.slice/libpod-${POD}.scope/container`], namespaces: { net: 20 } }],
  namespaces: [{ type: 'net', ino: 10, id: '1', initial: true }, { type: 'net', ino: 20, id: '2' }, { type: 'uts', ino: 21, id: '3' }, { type: 'pid', ino: 22, id: '4' }],
});
const NET: ScanNet = {
  schema: 1, type: 'net', ino: 20, id: '2', routes: [], neighbours: [], rules: [], sockets: [], socketsLeftOut: 0, forwards: [], dns: null, gaps: [],
  links: [{ ifindex: 2, name: 'eth0', kind: 'veth', linkType: 'ether', flags: ['UP'], operstate: 'UP', mtu: 1500, mac: null, master: null, link: 3, linkNetnsid: 0, peer: { ifindex: 3, namespace: 10, name: 'veth0', master: null }, details: [], holders: [], addresses: [] }],
};
const UTS: ScanUts = { schema: 1, type: 'uts', ino: 21, id: '3', gaps: [], hostname: 'shop', domainname: '(none)' };
const TOPOLOGY: ScanTopology = { schema: 1, nets: [{ ino: 20, id: '2', links: [], linksLeftOut: 0, trouble: null }], gaps: [] };
const facts = (id: string) => ({ runtime: 'podman', id, name: id === WEB ? 'web' : null, image: null, sandboxId: id === WEB ? POD : null, sandbox: id === POD, podName: id === POD ? 'shop' : null, podNamespace: null, podUid: null, networkOf: null, labels: [], annotations: [], evidence: 'x' });
const BOSS: Viewer = { name: 'session 1', acts: ['view', 'exec'] };
const { signal } = new AbortController();

let helper: FakeHelper;
let play: Play;
let parts: Parts;
let stopping: AbortController;
let netFails = false;

const secrets = { startToken: '', viewTokenHash: '', execTokenHash: '' };
function config(more: Partial<Config> = {}): Config {
  return { port: 1, inspectDoor: helper.address, execDoor: helper.address, rights: null, readOnly: false, privileged: true, peerUids: [0], fullViewCommand: null, directory: '/', isDev: false, secrets, ...more };
}
function open(more: Partial<Config> = {}): void {
  stopping = new AbortController();
  parts = makeServices({ config: config(more), version: '1.2.3', startTokens: new StartTokens('x'), keys: { port: 1, sessions: new Sessions(), bearers: new Bearers(secrets) }, stopping: stopping.signal });
  provideServices(parts.services);
}

beforeEach(async () => {
  netFails = false;
  play = (request, { answer, send }) => {
    if (request['verb'] === 'scan') answer(HOST);
    else if (request['verb'] === 'exec') send('exit', { code: 0, signal: null, timedOut: false, truncated: false, durationMs: 1 }, true);
    else if ('containers' in request) answer({ containers: (request['containers'] as { id: string }[]).map(({ id }) => facts(id)) });
    else if (netFails) send('failure', { failure: 'join', message: 'Could not enter.' }, true);
    else if ('topology' in request) answer(TOPOLOGY);
    else if ('process' in request) answer(processFactsOf({ ...(request['process'] as { pid: number; startTime: number }), noNewPrivileges: true }));
    else if ((request['namespace'] as { type: string }).type === 'uts') answer(UTS);
    else answer(NET);
  };
  helper = await startFakeHelper(withLooks(() => play));
  open();
});
afterEach(async () => {
  parts.watch.stop();
  await helper.stop();
});

describe('the facts of an object', () => {
  it('of type net are those of its inside, and its peers by key', async () => {
    const answer = await parts.services.namespace('net:2', signal);
    expect(namespaceAnswer.parse(answer)).toEqual(answer);
    expect(answer.net).toMatchObject({ key: 'net:2', namespaceKeys: { 10: 'net:1' }, links: [{ name: 'eth0' }] });
    expect(helper.requests.at(-1)).toMatchObject({ verb: 'inspect', namespace: { type: 'net', ino: 20, id: '2' }, places: [{ pid: 40 }, { pid: 50 }], resolverOf: { pid: 50, startTime: 1050 } });
  });

  it('of another type are what that type is about', async () => {
    const answer = await parts.services.namespace('uts:3', signal);
    expect(namespaceAnswer.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ namespace: { ino: 21 }, net: null, facts: { type: 'uts', hostname: 'shop' }, trouble: null });
    expect(helper.requests.at(-1)).toMatchObject({ verb: 'inspect', namespace: { type: 'uts', ino: 21, id: '3' }, places: [{ pid: 50 }] });
  });

  it('of type pid ask nobody: the scan has it all', async () => {
    expect(await parts.services.namespace('pid:4', signal)).toMatchObject({ namespace: { ino: 22 }, net: null, facts: null, trouble: null });
    expect(helper.requests.filter((request) => 'namespace' in request)).toEqual([]);
  });

  it('are no facts when the helper tells of another namespace', async () => {
    play = (request, { answer }) => answer(request['verb'] === 'scan' ? HOST : { ...UTS, ino: 99 });
    expect(await parts.services.namespace('uts:3', signal)).toMatchObject({ facts: null, trouble: { failure: 'identity', message: expect.stringContaining('99') as string } });
  });

  it('are known as far as they are when the inside could not be read', async () => {
    netFails = true;
    expect(await parts.services.namespace('net:2', signal)).toMatchObject({ namespace: { ino: 20 }, net: null, trouble: { failure: 'join', message: 'Could not enter.' } });
  });

  it('of a pod are its containers, their processes and its network', async () => {
    const answer = await parts.services.pod(`podman:${POD}`, signal);
    expect(podAnswer.parse(answer)).toEqual(answer);
    expect([answer.pod.name, answer.containers.length, answer.processes.map(({ pid }) => pid), answer.net?.ino]).toEqual(['shop', 2, [40, 50], 20]);
  });

  it('of a process are where it lives and whose it is', async () => {
    const answer = await parts.services.process('50@1050', signal);
    expect(processAnswer.parse(answer)).toEqual(answer);
    expect([answer.namespaces.map(({ key }) => key), answer.container?.name, answer.pod?.name]).toEqual([['net:2', 'uts:3'], 'web', 'shop']);
  });

  it('of a process are also what it may and uses', async () => {
    const { facts: known, trouble } = await parts.services.process('50@1050', signal);
    expect([known?.noNewPrivileges, trouble]).toEqual([true, null]);
    expect(helper.requests.at(-1)).toMatchObject({ verb: 'inspect', process: { pid: 50, startTime: 1050 } });
  });

  it('of a container are those of its first process', async () => {
    const answer = await parts.services.container(`podman:${WEB}`, signal);
    expect(containerAnswer.parse(answer)).toEqual(answer);
    expect([answer.container.name, answer.pod?.name, answer.processes.map(({ pid }) => pid), answer.facts?.pid, answer.trouble]).toEqual(['web', 'shop', [50], 50, null]);
  });

  it('are found of what came into being a moment ago', async () => {
    await parts.services.process('1@1001', signal);
    play = (request, { answer }) => answer(request['verb'] === 'scan' ? scanOf({ processes: [{ pid: 60 }] }) : {});
    expect((await parts.services.process('60@1060', signal)).process.pid).toBe(60);
  });

  it.each([
    ['namespace', () => parts.services.namespace('net:99', signal)],
    ['process', () => parts.services.process('50@1', signal)],
    ['container', () => parts.services.container('podman:none', signal)],
    ['pod', () => parts.services.pod('podman:none', signal)],
  ])('are gone with the %s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ name: 'DoorRefusal', failure: 'gone' });
  });
});

describe('the topology', () => {
  it('has the keys of the namespaces, and is asked for once for all', async () => {
    const [answer, again] = await Promise.all([parts.services.topology(), parts.services.topology()]);
    expect(topology.parse(answer)).toEqual(answer);
    expect([answer.namespaceKeys, again]).toEqual([{ 10: 'net:1', 20: 'net:2' }, answer]);
    expect(helper.requests.filter((request) => 'topology' in request)).toHaveLength(1);
  });

  it('is asked for again after a failure', async () => {
    const before = play;
    play = (request, say) => ('topology' in request ? say.send('failure', { failure: 'fault', message: 'No.' }, true) : before(request, say));
    await expect(parts.services.topology()).rejects.toMatchObject({ failure: 'fault' });
    play = before;
    expect((await parts.services.topology()).nets).toHaveLength(1);
  });
});

describe('what else the door offers', () => {
  it('is who may do what', () => {
    expect(session.parse(parts.services.session(BOSS))).toEqual({ execRefused: null, readOnly: false, privileged: true, fullViewCommand: null, version: '1.2.3' });
    expect(parts.services.session({ name: 'x', acts: ['view'] }).execRefused).toContain('may look');
    parts.watch.stop();
    open({ readOnly: true, execDoor: null, privileged: false, fullViewCommand: 'sudo npm start' });
    expect(parts.services.session(BOSS)).toMatchObject({ execRefused: expect.stringContaining('--read-only') as string, readOnly: true, privileged: false, fullViewCommand: 'sudo npm start' });
  });

  it('is the machine, as others know it', async () => {
    const { totalmem, hostname, release } = await import('node:os');
    const facts = await parts.services.host();
    expect(hostFacts.parse(facts)).toEqual(facts);
    expect([facts.memoryTotal, facts.hostname, facts.kernel]).toEqual([totalmem(), hostname(), release()]);
    expect(facts.memoryUsed).toBeLessThan(facts.memoryTotal);
  });

  it('is the machine of two seconds ago for who asks at once again', async () => {
    expect(await parts.services.host()).toBe(await parts.services.host());
  });
});

describe('running commands', () => {
  const request = execRequest.parse({ target: `pod/podman:${POD}`, types: ['net'], argv: ['ip', 'addr'] });
  let log: string[] = [];
  beforeEach(() => {
    log = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => log.push(String(line)) > 0);
  });
  afterEach(() => vi.restoreAllMocks());
  const execs = (): number => helper.requests.filter(({ verb }) => verb === 'exec').length;

  it('writes down who ran what where, before it runs', async () => {
    expect(await parts.services.exec(request, BOSS, { signal })).toMatchObject({ code: 0, nsenter: 'nsenter --target 50 --net -- ip addr' });
    expect(log).toEqual([expect.stringMatching(new RegExp(`exec by session 1: \\{"target":"pod/podman:${POD}".*"argv":\\["ip","addr"\\]\\}\\n$`))]);
  });

  it.each<[string, Viewer, Partial<Config>]>([
    ['who may only look', { name: 'the view token', acts: ['view'] }, {}],
    ['anybody under --read-only', BOSS, { readOnly: true, execDoor: null }],
    ['anybody without an exec door', BOSS, { execDoor: null }],
  ])('is refused to %s, and written down', async (_, viewer, more) => {
    parts.watch.stop();
    open(more);
    await expect(parts.services.exec(request, viewer, { signal })).rejects.toMatchObject({ failure: 'denied' });
    expect(log).toEqual([expect.stringContaining('refused: "')]);
    expect(execs()).toBe(0);
  });

  it('is for one viewer done ten times in ten seconds; another one is free', async () => {
    for (let round = 0; round < 10; round += 1) await parts.services.exec(request, BOSS, { signal });
    await expect(parts.services.exec(request, BOSS, { signal })).rejects.toMatchObject({ failure: 'limit' });
    await parts.services.exec(request, { ...BOSS, name: 'session 2' }, { signal });
    expect(execs()).toBe(11);
  });

  it('ends when the server stops', async () => {
    play = (asked, { answer, send }) => {
      if (asked['verb'] === 'scan') answer(HOST);
      else if (asked['verb'] === 'inspect') answer({ containers: (asked['containers'] as { id: string }[]).map(({ id }) => facts(id)) });
      else {
        send('started', { pid: 1, joined: [] });
        stopping.abort();
      }
    };
    await expect(parts.services.exec(request, BOSS, { signal })).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(() => helper.open() === 0);
  });
});

describe('a handler', () => {
  const from = (header: string | null): Request => new Request('http://127.0.0.1/', { headers: header === null ? {} : { [parts.services.viewerHeader]: header } });

  it('knows who asks from the guard alone', () => {
    expect(admit(from('{"name":"x","acts":["view"]}'), 'view').viewer).toEqual({ name: 'x', acts: ['view'] });
    expect(() => admit(from(null), 'view')).toThrow('Not signed in.');
  });

  it('refuses what the viewer may not', () => {
    expect(() => admit(from('{"name":"x","acts":["view"]}'), 'invite')).toThrow(expect.objectContaining({ failure: 'denied' }));
  });

  it('does not guess', () => {
    expect(() => admit(from('{"name":"x","acts":["everything"]}'), 'view')).toThrow();
    expect(() => admit(from('{'), 'view')).toThrow();
  });
});
