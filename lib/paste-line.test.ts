import { describe, expect, it } from 'vitest';
import { USUAL_OPTIONS, type JoinOptions } from './exec-schema';
import { nsenterLine } from './nsenter';
import type { ObjectId } from './object-id';
import { PASTE_LIMIT, pasteLine, type PasteProblem } from './paste-line';
import { PASTE_WORDS_EN } from './paste-strings';
import { PASTE_WORDS_ZH } from './paste-strings.zh';
import { HOST_WITH_ALL as HOST, WEB } from './paste.fixture';
import type { Pasted } from './pasted';
import { NAMESPACE_TYPES } from './schema';

function understood(line: string, chosen: ObjectId | null = null): Pasted & { tool: string } {
  const found = pasteLine(HOST, line, chosen);
  if (found?.kind !== 'pasted') throw new Error(`${line}: ${(found === null ? null : JSON.stringify(found)) ?? 'is no such line'}`);
  return found;
}
function problem(line: string): PasteProblem {
  const found = pasteLine(HOST, line);
  if (found?.kind !== 'problem') throw new Error(`${line}: ${JSON.stringify(found)}`);
  return found;
}

const WEB_ID: ObjectId = `container/docker:${WEB}`;
const DB_ID: ObjectId = `container/podman:${'c0de'.repeat(16)}`;
const IN_ENGINE: JoinOptions = { ...USUAL_OPTIONS, environment: { from: 'target', set: [] }, cgroup: 'target' };
const BY_NSENTER: JoinOptions = { ...USUAL_OPTIONS, as: 'root', capabilities: 'all' };
const WITH_MNT: JoinOptions = { ...BY_NSENTER, root: 'namespace', directory: 'root' };
const P4711 = 'process/4711@5711';

type Row = readonly [line: string, meant: Partial<Omit<Pasted, 'options'>> & { readonly options?: Partial<JoinOptions> }];
const LINES: readonly Row[] = [
  ['docker exec web ip addr', { target: WEB_ID, types: 'like', options: IN_ENGINE, argv: ['ip', 'addr'], terminal: false, lost: [] }],
  ['docker exec -it web bash', { argv: ['bash'], terminal: true, lost: [] }],
  ['sudo docker exec -ti 3f9a3f9a sh -c "echo a; echo b"', { target: WEB_ID, argv: ['sh', '-c', 'echo a; echo b'] }],
  ['$ docker container exec --interactive --tty web sh', { argv: ['sh'], terminal: true }],
  ['# docker exec web id', { target: WEB_ID, argv: ['id'] }],
  ['/usr/bin/docker exec -u 1000:1001 -w /srv -e A=1 -eB=2 --env=C="x y" web env', { options: { as: { uid: 1000, gid: 1001 }, directory: { path: '/srv' }, environment: { from: 'target', set: ['A=1', 'B=2', 'C=x y'] } }, argv: ['env'], lost: [] }],
  ['docker exec --user=root --privileged web id', { options: { as: 'root', capabilities: 'all' } }],
  ['docker exec -uroot:0 web id', { options: { as: 'root' }, lost: [] }],
  ['docker exec --tty=false -i=false web id', { terminal: false, lost: [] }],
  ['docker exec web ls -la -t', { argv: ['ls', '-la', '-t'], terminal: false }],
  ['docker exec \\\n  -it \\\n  web sh', { argv: ['sh'], terminal: true }],
  ['docker exec web cat /etc/passwd # who is there', { argv: ['cat', '/etc/passwd'] }],
  ['docker exec web ls *.txt ~', { argv: ['ls', '*.txt', '~'] }],
  ['podman exec -it db psql -U postgres', { target: DB_ID, argv: ['psql', '-U', 'postgres'], terminal: true }],
  ['podman --log-level=debug container exec c0dec0de id', { target: DB_ID, argv: ['id'] }],
  ['podman exec -it db', { argv: [], terminal: true }],
  ['nerdctl -n k8s.io exec -it a1 sh', { target: 'container/containerd:a1', terminal: true }],
  ['kubectl exec -n prod shop -c app -- ip -br a', { target: 'container/containerd:a1', types: 'like', options: IN_ENGINE, argv: ['ip', '-br', 'a'] }],
  ['kubectl -nprod exec -it pod/shop -c proxy -- sh', { target: 'container/containerd:a2', argv: ['sh'], terminal: true, lost: [] }],
  ['kubectl exec shop -it --namespace test -- bash -il', { target: 'container/containerd:b1', argv: ['bash', '-il'], terminal: true }],
  ['kubectl exec pair -- id', { target: 'container/containerd:d2', argv: ['id'] }],
  ['kubectl exec pair -c one id', { target: 'container/containerd:d1', argv: ['id'] }],
  ['crictl exec -it a2 sh', { target: 'container/containerd:a2', terminal: true, argv: ['sh'] }],
  ['crictl -r unix:///run/containerd/containerd.sock exec --sync a2 ip a', { argv: ['ip', 'a'], terminal: false }],
  ['ctr -n k8s.io task exec --exec-id x1 -t a1 sh', { target: 'container/containerd:a1', terminal: true }],
  ['ctr tasks exec --exec-id=x1 --user 5:6 --cwd /tmp a1 id', { options: { as: { uid: 5, gid: 6 }, directory: { path: '/tmp' } } }],
  ['lxc-attach -n box', { target: 'container/lxc:box', types: 'like', terminal: true, options: { cgroup: 'target', environment: { from: 'clean', set: ['container=lxc'] } } }],
  ['lxc-attach --name=box --clear-env -v A=1 -u 5 -- id', { options: { as: { uid: 5, gid: 0 }, environment: { from: 'clean', set: ['container=lxc', 'A=1'] } }, argv: ['id'], terminal: false }],
  ['lxc-attach -n box -e -- id', { options: { capabilities: 'all', cgroup: 'own' } }],
  ["lxc-attach -n box -e 'CGROUP|LSM' id", { argv: ['CGROUP|LSM', 'id'] }],
  ["lxc-attach -n box '-eCGROUP|LSM' id", { options: { capabilities: 'target', cgroup: 'own' } }],
  ['lxc-attach -n box -s "NETWORK|UTSNAME" -- ip a', { types: ['net', 'uts'], options: { capabilities: 'all', cgroup: 'own' } }],
  ['ip netns exec blue ss -tulpn', { target: 'namespace/net:14', types: ['net'], options: BY_NSENTER, argv: ['ss', '-tulpn'], terminal: false }],
  ['sudo ip netns exec blue', { argv: [], terminal: true }],
  ['ip -n blue -br addr', { target: 'namespace/net:14', argv: ['ip', '-br', 'addr'], lost: [] }],
  ['ip -br -netns blue link show dev lo', { argv: ['ip', '-br', 'link', 'show', 'dev', 'lo'] }],
  ['ip -f inet -n blue route', { argv: ['ip', '-f', 'inet', 'route'] }],
  ['machinectl shell deb', { target: 'container/nspawn:deb', types: 'like', options: { as: 'root', directory: 'root' }, argv: [], terminal: true }],
  ['machinectl -q shell --setenv=A=1 root@deb /bin/ls -l', { options: { as: 'root', environment: { from: 'clean', set: ['A=1'] } }, argv: ['/bin/ls', '-l'] }],
  ['nsenter -t 4711 -n ip addr', { target: P4711, types: ['net'], options: BY_NSENTER, argv: ['ip', 'addr'], terminal: false, lost: [] }],
  ['sudo -n nsenter --target=4711 --all', { target: P4711, types: 'like', options: WITH_MNT, argv: [], terminal: true }],
  ['nsenter -at4711', { types: 'like', options: WITH_MNT }],
  ['nsenter --targ 4711 -m -n -p -r -w -- ls -la', { types: ['mnt', 'net', 'pid'], options: { root: 'target', directory: 'target' }, argv: ['ls', '-la'] }],
  ['nsenter -t 4711:99 -m --wdns=/tmp -S 5 -G 6 id', { options: { directory: { path: '/tmp' }, as: { uid: 5, gid: 6 } } }],
  ['nsenter -t 4711 -m --wdns /tmp', { options: { directory: 'root' }, argv: ['/tmp'] }],
  ['nsenter -t 4711 -n -S 5 id', { options: { as: { uid: 5, gid: 0 } } }],
  ['nsenter -t 4711 -U -S follow -G follow id', { types: ['user'], options: { as: 'target' }, lost: [] }],
  ['nsenter -t 4711 -m -n -e -c --keep-caps env', { options: { environment: { from: 'target', set: [] }, cgroup: 'target' }, lost: [] }],
  ['nsenter --net=/run/netns/blue -- ip a', { target: 'namespace/net:14', types: ['net'], argv: ['ip', 'a'] }],
  ['nsenter -n/proc/4711/ns/net ip a', { target: P4711, types: ['net'] }],
  ['nsenter --net=:14 ip a', { target: 'namespace/net:14' }],
  ['nsenter -t 4711 -n -- env A=1 B= sh', { argv: ['sh'], options: { environment: { from: 'clean', set: ['A=1', 'B='] } } }],
  ['nsenter -t 4711 -n -- env -i sh', { argv: ['env', '-i', 'sh'] }],
  ['time sudo -u root nsenter -t 4711 -n id', { argv: ['id'] }],
];

describe('a pasted line', () => {
  it.each(LINES)('%s', (line, { options, ...meant }) => {
    const found = understood(line);
    expect(found).toMatchObject(meant);
    expect(found.options).toMatchObject(options ?? {});
  });

  it.each([
    ['docker exec -d web id', '-d'],
    ['docker exec --env-file x.env web id', '--env-file'],
    ['docker exec -e HOME web id', '-e HOME'],
    ['docker exec -e 1A=x web id', '-e 1A=x'],
    ['docker exec -i web cat', '-i'],
    ['docker exec -u postgres web id', '--user'],
    ['docker exec -u 1000 web id', '--user'],
    ['docker --context far exec web id', '--context'],
    ['docker -H ssh://far exec web id', '-H'],
    ['podman exec --preserve-fds 2 db id', '--preserve-fds'],
    ['kubectl --context far exec -n test shop -- id', '--context'],
    ['kubectl exec -i -n test shop -- id', '-i'],
    ['crictl exec --timeout 5 a2 id', '--timeout'],
    ['ctr t exec --exec-id x --detach a1 id', '--detach'],
    ['lxc-attach -n box --keep-env id', '--keep-env'],
    ['ip netns exec blue id', 'netns exec'],
    ['machinectl shell nobody@deb', 'USER@'],
    ['nsenter -t 4711 -n -F id', '-F'],
    ['nsenter -t 4711 -a -Z id', '-Z'],
    ['nsenter -t 4711 -U --preserve-credentials id', '--preserve-credentials'],
    ['nsenter -t 4711 -n -e id', '-e'],
    ['nsenter -t 4711 -m -w/tmp id', '-w/tmp'],
    ['nsenter -t 4711 -m -r/srv id', '-r/srv'],
    ['nsenter -t 4711 -n -S follow id', '-G'],
    ['sudo -u bob nsenter -t 4711 -n id', '-u'],
    ['sudo -E docker exec web id', '-E'],
    ['DOCKER_HOST=far docker exec web id', 'DOCKER_HOST=far'],
  ])('%s names what is lost: %s', (line, part) => {
    const { lost } = understood(line);
    expect(lost.map((row) => row.part)).toContain(part);
    expect(lost.every(({ why }) => /^[A-Z].*\.$/.test(why(PASTE_WORDS_EN)) && /[\u4e00-\u9fff].*。$/.test(why(PASTE_WORDS_ZH)))).toBe(true);
  });

  it.each([
    ['docker exec web sh -c "$(cat x)"', '$', /first/],
    ['docker exec web echo `id`', '`', /first/],
    ['docker exec web echo $HOME', '$', /value/],
    ['docker exec web "echo $HOME"', '$', /value/],
    ['docker exec web id; reboot', ';', /more than one command/],
    ['docker exec web id && reboot', '&', /more than one command/],
    ['docker exec web id || reboot', '|', /more than one command/],
    ['docker exec web id | wc -l', '|', /other command|another command/],
    ['docker exec web id > /etc/passwd', '>', /file/],
    ['docker exec web cat < x', '<', /file/],
    ['docker exec web sleep 9 &', '&', /background/],
    ['docker exec web (id)', '(', /shell/],
    ['docker exec web id\nreboot', '\n', /more than one line/],
    [String.raw`docker exec web $'\377'`, '$', /no text/],
  ])('%j is refused where the shell would act', (line, sign, why) => {
    const { message, place, line: read } = problem(`$ ${line}\n`);
    expect(message(PASTE_WORDS_EN)).toMatch(why);
    expect(read).toBe(line);
    expect(read[place?.at ?? -1]).toBe(sign);
  });

  it.each([
    ['docker exec web "id', /quote/, []],
    ['docker exec', /No container is named/, []],
    ['docker exec -u', /no value/, []],
    ['docker exec --frobnicate web id', /not known here/, []],
    ['docker exec nope id', /No running container of docker is called nope/, [WEB_ID]],
    ['docker exec db id', /No running container of docker/, [DB_ID]],
    ['docker exec 3f9 id', /More than one container/, [WEB_ID]],
    ['docker exec "" id', /No running container/, [WEB_ID]],
    ['podman exec twin id', /More than one container/, [`container/podman:${'beef'.repeat(16)}`]],
    ['podman exec -l id', /name it/, []],
    ['docker exec web ""', /no name/, [], ],
    ['kubectl exec shop -- id', /more than one Kubernetes namespace/, ['pod/containerd:p1', 'pod/containerd:p2']],
    ['kubectl exec -n prod shop -- id', /2 containers/, ['container/containerd:a1', 'container/containerd:a2']],
    ['kubectl exec -n prod shop -c nope -- id', /no container nope/, ['container/containerd:a1']],
    ['kubectl exec -n dev shop -- id', /in the Kubernetes namespace dev/, ['pod/containerd:p1']],
    ['kubectl exec deploy/shop -- id', /only the cluster knows/, []],
    ['crictl exec nope id', /No running container/, ['container/containerd:a1']],
    ['lxc-attach -n nope', /No running container of lxc/, ['container/lxc:box']],
    ['lxc-attach', /No container is named/, []],
    ['lxc-attach -n box -s NET -- id', /not known/, []],
    ['ip netns exec red id', /no net namespace called red/, ['namespace/net:14']],
    ['ip netns exec far id', /no net namespace called far/, ['namespace/net:14']],
    ['ip -all netns exec id', /name one/, []],
    ['ip -n', /no value/, []],
    ['machinectl shell nope', /No running container of nspawn/, ['container/nspawn:deb']],
    ['nsenter -t 99 -n id', /no process 99/, []],
    ['nsenter -t self -n id', /no pid/, []],
    ['nsenter -n id', /No target/, []],
    ['nsenter -t 4711 id', /No namespace is named/, []],
    ['nsenter -t 4711 --net=/run/netns/blue id', /another target/, [P4711, 'namespace/net:14']],
    ['nsenter --net=/nowhere id', /leads to no namespace/, []],
    ['nsenter -t 4711 -n -S bob id', /no id/, []],
    ['nsenter -t 4711 -n -S 4294967295 id', /no id/, []],
    ['nsenter -t 4711 -N 5 id', /socket/, []],
    ['nsenter -t 4711 --user-parent -n id', /parent/, []],
    ['nsenter -t 4711 -m -Wtmp id', /begins with/, []],
  ])('%s says what is wrong, and what may have been meant', (line, message, candidates) => {
    const found = problem(line);
    expect(found.message(PASTE_WORDS_EN)).toMatch(message);
    expect(found.candidates).toEqual(expect.arrayContaining(candidates));
    if (candidates.length === 0) expect(found.candidates).toEqual([]);
  });

  it('is understood with the candidate that was picked', () => {
    expect(understood('docker exec -u 0 nope id', DB_ID)).toMatchObject({ target: DB_ID, options: { as: 'root' }, argv: ['id'] });
    expect(understood('kubectl exec shop -- id', 'pod/containerd:p2').target).toBe('container/containerd:b1');
    expect(understood('kubectl exec -n prod shop -- id', 'container/containerd:a2').target).toBe('container/containerd:a2');
    expect(understood('nsenter -t 99 -n id', P4711).target).toBe(P4711);
  });

  it.each(['', 'ip addr', 'ip -br addr', 'docker ps', 'docker run -it web sh', 'kubectl get pods', 'ctr images ls', 'machinectl list', 'ls', 'execute', 'constructor', 'toString exec', '__proto__', 'sudo', 'sudo --wat docker exec web id', 'echo docker exec web id', 'mydocker exec web id'])('%j is no such line', (line) => {
    expect(pasteLine(HOST, line)).toBeNull();
  });
});

describe('our own nsenter lines, pasted back', () => {
  let seed = 11;
  const pick = <T>(...choices: readonly T[]): T => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return choices[seed % choices.length] as T;
  };

  it('ask for the same', () => {
    for (let turn = 0; turn < 3000; turn += 1) {
      const types = NAMESPACE_TYPES.filter(() => pick(true, false));
      const hasMnt = types.includes('mnt');
      const options: JoinOptions = {
        as: pick<JoinOptions['as']>('target', 'root', { uid: pick(1, 1000), gid: pick(0, 7) }),
        capabilities: pick('all', 'none'),
        root: hasMnt ? pick<JoinOptions['root']>('target', 'namespace', { path: pick('/srv', "/a b'c") }) : 'target',
        directory: pick<JoinOptions['directory']>('root', { path: pick('/tmp', '/$x "y"') }),
        environment: { from: hasMnt ? pick('clean', 'target') : 'clean', set: pick([], ['A=1'], ['A=', "B='x' $(y)"]) },
        cgroup: pick('own', 'target'),
      };
      if (types.length === 0) continue;
      const argv = pick(['ip', 'addr'], ['sh', '-c', 'a; b | c'], ['a=b', '--', '-x', '']);
      const line = nsenterLine({ pid: 4713, uid: 1000, types, argv, options });
      const found = understood(line);
      expect(found, line).toMatchObject({ target: 'process/4713@5713', types: types.length === 8 ? 'like' : types, argv, options, lost: [] });
    }
  });
});

describe('hostile input', () => {
  const words = ['docker', 'exec', 'nsenter', 'ip', 'netns', 'kubectl', 'sudo', 'env', 'lxc-attach', 'machinectl', 'shell', 'ctr', 'task', 'crictl', 'web', 'blue', '4711', '-t', '-n', '-it', '--', '-', '---', '--=', '-=', '-e', 'A=1', '=', '-u', '0:0', ':', '::', '-c', 'pod/', '/', '@', 'root@', '-n=', '--net=', '-n:', '\0', '\u202e', '\ud800', "'", '"', '\\', '$', "$'", '\\u{', '`', '\n', ';', '|', '&', '~', '#', '*', '\u001b[31m', 'constructor', '__proto__', 'x'.repeat(5000)];

  it('never throws, never hangs, and never gives what the contract forbids', () => {
    let seed = 3;
    const next = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    for (let turn = 0; turn < 20_000; turn += 1) {
      const line = Array.from({ length: next(12) }, () => (words[next(words.length)] ?? '') + (next(4) === 0 ? '' : ' ')).join('');
      const found = pasteLine(HOST, line);
      if (found?.kind === 'pasted') expect(found.argv[0]).not.toBe('');
      if (found?.kind === 'problem' && found.place !== null) expect(found.place.at).toBeLessThanOrEqual(line.length);
    }
  });

  it('has an end to its length', () => {
    expect(pasteLine(HOST, `docker exec web ${'a'.repeat(PASTE_LIMIT)}`)).toBeNull();
    expect(problem(`docker exec web ${'a '.repeat(300)}`).message(PASTE_WORDS_EN)).toMatch(/at most 256 words/);
    expect(problem(`docker exec ${Array.from({ length: 65 }, (_, at) => `-eA${at}=`).join(' ')} web id`).message(PASTE_WORDS_EN)).toMatch(/more than 64 variables/);
    expect(problem(`docker exec -e A=${'x'.repeat(5000)} web id`).message(PASTE_WORDS_EN)).toMatch(/environment/);
  });
});
