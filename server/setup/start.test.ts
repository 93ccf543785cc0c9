import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readStates, stateFolder } from './state-file.mjs';
import { freePort, makeStandIn, startLauncher, type Given, type Started } from './stand-in';

const isRoot = process.getuid?.() === 0;
let standIn: ReturnType<typeof makeStandIn>;
let port = 0;
let started: Started[] = [];

beforeEach(async () => {
  standIn = makeStandIn(tmpdir());
  port = await freePort();
  started = [];
});
afterEach(async () => {
  for (const launcher of started) {
    launcher.kill('SIGTERM');
    await launcher.ended;
  }
  standIn.remove();
});

function start(options: readonly string[] = [], { root = standIn.root } = {}): Started {
  const launcher = startLauncher(root, ['--port', `${port}`, ...options]);
  started.push(launcher);
  return launcher;
}

async function given(): Promise<Given> {
  return (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as Given;
}

const isListening = (): Promise<boolean> => fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);
/** The private directories that this launcher made. Others come and go meanwhile. */
const privateDirectoriesOf = (pid: number): string[] =>
  readdirSync('/run').map((name) => `/run/${name}`)
    .filter((path) => path.startsWith('/run/nsatlas.') && existsSync(`${path}/launcher`) && readFileSync(`${path}/launcher`, 'utf8').startsWith(`${pid} `));

describe('npm start', () => {
  it('prints one line with the address, and gives the web process a token that is in nothing else it gets', async () => {
    const launcher = start();
    const address = await launcher.address;
    const { env, secrets } = await given();
    expect(address).toBe(`http://127.0.0.1:${port}/#t=${secrets.startToken}`);
    expect(secrets.startToken).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(env)).not.toContain(secrets.startToken);
    expect(launcher.lines.filter((line) => line === `nsatlas: ${address}`)).toHaveLength(1);
  });

  it('keeps the tokens for programs in a file of its user alone, and gives the web process their hashes', async () => {
    await start().address;
    const state = readStates().find((candidate) => candidate.port === port);
    const { secrets } = await given();
    const hash = (token = ''): string => createHash('sha256').update(token).digest('hex');
    expect([hash(state?.viewToken), hash(state?.execToken)]).toEqual([secrets.viewTokenHash, secrets.execTokenHash]);
  });

  it('takes the tokens away at the end, leaves nothing behind and ends well', async () => {
    const launcher = start();
    await launcher.address;
    expect(privateDirectoriesOf(launcher.pid)).toHaveLength(isRoot ? 1 : 0);
    launcher.kill('SIGTERM');
    expect(await launcher.ended).toBe(0);
    expect(await isListening()).toBe(false);
    expect(readStates().find((state) => state.port === port)).toBeUndefined();
    expect(privateDirectoriesOf(launcher.pid)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGHUP'] as const)('ends well on %s too', async (signal) => {
    const launcher = start();
    await launcher.address;
    launcher.kill(signal);
    expect(await launcher.ended).toBe(0);
    expect(await isListening()).toBe(false);
  });

  it('takes everything with it when it is killed', async () => {
    const launcher = start();
    await launcher.address;
    launcher.kill('SIGKILL');
    await launcher.ended;
    await vi.waitUntil(async () => !(await isListening()), { timeout: 5000 });
    expect(readStates().find((state) => state.port === port)).toBeUndefined();
  });

  it('takes away what one that was killed has left', async () => {
    const killed = start();
    await killed.address;
    killed.kill('SIGKILL');
    await killed.ended;
    expect(privateDirectoriesOf(killed.pid)).toHaveLength(isRoot ? 1 : 0);
    const stateFile = join(stateFolder(), `${port}.json`);
    expect(existsSync(stateFile)).toBe(true);
    port = await freePort();
    await start().address;
    expect(existsSync(stateFile)).toBe(false);
    expect(privateDirectoriesOf(killed.pid)).toEqual([]);
  });

  it('stops and says so when the web process ends by itself', async () => {
    const launcher = start();
    await launcher.address;
    await fetch(`http://127.0.0.1:${port}/die`).catch(() => undefined);
    expect(await launcher.ended).toBe(1);
    expect(launcher.lines.at(-1)).toBe('nsatlas: the web process ended by itself (7); everything is stopped');
  });

  it('says in one line that the port is taken, before it builds anything', async () => {
    await start().address;
    rmSync(join(standIn.root, 'native/build'), { recursive: true });
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.lines).toEqual([`nsatlas: port ${port} is taken; choose another: npm start -- --port N`]);
  });

  it('names no exec door under --read-only', async () => {
    const launcher = start(['--read-only']);
    await launcher.address;
    const { env } = await given();
    expect([env['NSATLAS_READ_ONLY'], env['NSATLAS_EXEC']]).toEqual(['1', '']);
    if (isRoot) expect(readdirSync(privateDirectoriesOf(launcher.pid)[0] ?? '')).toEqual(['inspect.sock', 'launcher']);
  });
});

describe('building', () => {
  it('is done once, again when a source changes, and again when the product is gone', async () => {
    const run = async (): Promise<number> => {
      const launcher = start();
      await launcher.address;
      launcher.kill('SIGTERM');
      await launcher.ended;
      return readFileSync(join(standIn.root, 'made'), 'utf8').split('\n').length - 1;
    };
    expect(await run()).toBe(1);
    expect(await run()).toBe(1);
    writeFileSync(join(standIn.root, 'native/new.c'), '');
    expect(await run()).toBe(2);
    rmSync(join(standIn.root, 'native/build/nsatlas-join'));
    expect(await run()).toBe(3);
  });

  it('shows the end of the compiler\'s words and one line when it fails', async () => {
    writeFileSync(join(standIn.root, 'native/Makefile'), 'all:\n\t@echo "x.c:1: error: no such thing"; false\n');
    const launcher = start();
    expect(await launcher.ended).toBe(1);
    expect(launcher.lines).toContain('x.c:1: error: no such thing');
    expect(launcher.lines.at(-1)).toBe('nsatlas: building the helper failed: make gave 2');
  });
});

if (isRoot) {
  describe('--allow-exec', () => {
    const policyOf = (text: string): string => {
      const path = join(standIn.root, 'policy');
      writeFileSync(path, text);
      return path;
    };
    /** The words of each listener that this launcher started, by its door. */
    const doorsOf = (pid: number): Record<string, string[]> => Object.fromEntries(
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
        .map((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0'))
        .filter((words) => words.includes('--socket'))
        .map((words) => [/(\w+)\.sock/.exec(words.join(' '))?.[1] ?? '', words.slice(words.indexOf('--') + 1, -1)]));

    it('opens a third door, and gives each helper its words: tier, policy, place of the tickets', async () => {
      const policy = policyOf('permit exec any as any in any auth ticket\n');
      const launcher = start([`--allow-exec=${policy}`, '--tier', 'bpf']);
      await launcher.address;
      const { env } = await given();
      const [directory = ''] = privateDirectoriesOf(launcher.pid);
      const words = ['--policy', policy, '--tickets', `${directory}/tickets`];
      const audit = ['--audit', '/var/log/nsatlas/audit.jsonl'];
      expect(doorsOf(launcher.pid)).toEqual({
        inspect: [join(standIn.root, 'native/build/nsatlas-inspect'), ...audit, '--tier', 'bpf'],
        exec: [join(standIn.root, 'native/build/nsatlas-exec'), '--processes', '2048', ...audit, ...words],
        auth: [join(standIn.root, 'native/build/nsatlas-auth'), ...audit, ...words],
      });
      expect([env['NSATLAS_EXEC'], env['NSATLAS_AUTH'], env['NSATLAS_POLICY']]).toEqual([`unix:${directory}/exec.sock`, `unix:${directory}/auth.sock`, policy]);
      expect(['tickets', 'pending'].map((name) => statSync(join(directory, name))).map(({ uid, mode }) => [uid, mode & 0o7777])).toEqual([[0, 0o700], [0, 0o700]]);
    });

    it('leaves no ticket and no question behind', async () => {
      const launcher = start([`--allow-exec=${policyOf('')}`]);
      await launcher.address;
      const [directory = ''] = privateDirectoriesOf(launcher.pid);
      writeFileSync(join(directory, 'tickets/0123'), '');
      writeFileSync(join(directory, 'pending/4821'), '');
      launcher.kill('SIGTERM');
      expect(await launcher.ended).toBe(0);
      expect(existsSync(directory)).toBe(false);
    });

    it('has neither that door nor its directories when it is not said', async () => {
      const launcher = start();
      await launcher.address;
      const { env } = await given();
      expect([env['NSATLAS_AUTH'], env['NSATLAS_POLICY']]).toEqual(['', '']);
      expect(readdirSync(privateDirectoriesOf(launcher.pid)[0] ?? '')).toEqual(['exec.sock', 'inspect.sock', 'launcher']);
    });

    it('does not start with a policy that cannot be used, and says where the fault is', async () => {
      const policy = policyOf('fault');
      const launcher = start([`--allow-exec=${policy}`]);
      expect(await launcher.ended).toBe(1);
      expect(launcher.lines.at(-1)).toBe(`nsatlas: the policy cannot be used: ${policy}:1:1: a fault (npx nsatlas policy check ${policy})`);
    });

    it('is refused beside --read-only', async () => {
      const launcher = start(['--allow-exec', '--read-only']);
      expect(await launcher.ended).toBe(2);
      expect(launcher.lines.at(-1)).toMatch(/^nsatlas: --read-only and --allow-exec exclude each other/);
    });
  });

  describe('started by root', () => {
    it('has a web process without root, group, capability or way to get one, that stands nowhere', async () => {
      await start().address;
      const { uid, groups, status, cwd, env } = await given();
      expect({ uid, groups, cwd }).toEqual({ uid: 65534, groups: [65534], cwd: '/' });
      expect(status).toMatch(/^Groups:\s*$/m);
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(status).toMatch(new RegExp(`^${set}:\\s0+$`, 'm'));
      expect(status).toMatch(/^NoNewPrivs:\s1$/m);
      expect(env['NSATLAS_PRIVILEGED']).toBe('1');
    });

    it('serves from a clone in a closed folder, by a view of its own that the host does not see', async () => {
      const closed = mkdtempSync(join(tmpdir(), 'nsatlas-closed-'));
      chmodSync(closed, 0o700);
      const inside = makeStandIn(closed);
      try {
        const launcher = start([], { root: inside.root });
        await launcher.address;
        const { script, pid } = await given();
        expect(script).toMatch(/^\/run\/nsatlas\.\w{6}\/checkout\/dist\/server\.js$/);
        expect(existsSync(script)).toBe(false);
        expect(readFileSync(`/proc/${pid}/mountinfo`, 'utf8')).toMatch(/ \/run\/nsatlas\.\w{6}\/checkout ro,nosuid,nodev/);
        launcher.kill('SIGTERM');
        expect(await launcher.ended).toBe(0);
        expect(existsSync(join(inside.root, 'dist/server.js'))).toBe(true);
      } finally {
        rmSync(closed, { recursive: true });
      }
    });

    it('says in one line that nobody can read a clone whose files are closed themselves', async () => {
      const launcher = start();
      await launcher.address;
      launcher.kill('SIGTERM');
      await launcher.ended;
      chmodSync(join(standIn.root, 'dist/server.js'), 0o600);
      const second = start();
      expect(await second.ended).toBe(1);
      expect(second.lines.at(-1)).toBe(`nsatlas: nobody cannot read what is built in ${standIn.root}; name a user who can with --web-user`);
    });

    it.each([['root', 'the web process must not run as root; name another user with --web-user'], ['no-such-user', 'there is no user no-such-user; name one with --web-user']])('refuses the web user %s', async (name, line) => {
      const launcher = start(['--web-user', name]);
      expect(await launcher.ended).toBe(1);
      expect(launcher.lines.at(-1)).toBe(`nsatlas: ${line}`);
    });
  });
}
