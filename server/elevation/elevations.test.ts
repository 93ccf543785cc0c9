import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { elevation, elevationAnswer, type ElevationAnswer } from '@/lib/rights-schema';
import type { Viewer } from '../authorize';
import { HELLO, startFakeHelper, type Asker, type FakeHelper, type Play } from '../fake-helper.fixture';
import { HelperError } from '../helper-error';
import { Elevations } from './elevations';

const TOKEN = 'a1'.repeat(32);
const NOW = 1_000_000;
const ALICE: Viewer = { name: 'session 1', acts: ['view', 'exec'] };
const BOB: Viewer = { name: 'session 2', acts: ['view', 'exec'] };
const GRANT = { ticket: TOKEN, user: 'alice', uid: 1000, idleMs: 300_000, ms: 900_000 };
const PASSWORD = { prompts: [{ text: 'Password: ', echo: false }], notes: [] };
const { signal } = new AbortController();

let helper: FakeHelper;
let elevations: Elevations;
let isIn: boolean;
let said: unknown[];

beforeEach(async () => {
  isIn = true;
  said = [];
  helper = await startFakeHelper(() => undefined, ({ send }) => send('hello', { ...HELLO, verbs: ['authenticate', 'release', 'status'] }));
  elevations = open();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await helper.stop();
});

function open(more: Partial<ConstructorParameters<typeof Elevations>[0]> = {}): Elevations {
  return new Elevations({ rights: { authDoor: helper.address, policy: '/etc/nsatlas/policy' }, house: { readOnly: false, hasExecDoor: true }, isIn: () => isIn, stopping: signal, clock: () => NOW, ...more });
}

/** Plays PAM: what it says first, and what to each REPLY. */
function pam(...steps: ((asker: Asker) => void)[]): Play {
  return (request, asker) => {
    if (request['verb'] !== 'authenticate') {
      asker.answer(request['verb'] === 'status' ? { user: 'alice', uid: 1000, idleMs: 120_000, ms: 600_000 } : {});
      return;
    }
    const [first, ...rest] = steps;
    first?.(asker);
    let heard = 1;
    asker.socket.on('data', () => {
      for (const { body } of asker.received.slice(heard)) {
        heard += 1;
        said.push(JSON.parse(Buffer.from(body).toString()));
        rest.shift()?.(asker);
      }
    });
  };
}
const asks = (prompt: object) => ({ send }: Asker): void => send('prompt', prompt);
const grants = ({ answer }: Asker): void => answer(GRANT);
const refuses = (failure: string, errno: string, message: string) => ({ send }: Asker): void => send('failure', { failure, stage: 'authenticate', errno, message }, true);

function idOf(answer: ElevationAnswer): string {
  if (answer.kind !== 'ask') throw new Error('nothing was asked');
  return answer.id;
}
async function recognise(viewer: Viewer = ALICE): Promise<ElevationAnswer> {
  helper.play = pam(asks(PASSWORD), grants);
  return elevations.reply(idOf(await elevations.begin('alice', viewer, signal)), ['correct horse'], { viewer, signal });
}
const verbs = (): unknown[] => helper.requests.map(({ verb }) => verb);

describe('being recognised', () => {
  it('carries what PAM asks and what is answered, and keeps the ticket for this session', async () => {
    helper.play = pam(asks(PASSWORD), asks({ prompts: [{ text: 'Code: ', echo: true }], notes: ['Look at your phone.'] }), grants);
    const first = await elevations.begin('alice', ALICE, signal);
    expect(elevationAnswer.parse(first)).toEqual({ kind: 'ask', id: idOf(first), ...PASSWORD });
    const second = await elevations.reply(idOf(first), ['correct horse'], { viewer: ALICE, signal });
    expect(second).toEqual({ kind: 'ask', id: idOf(first), prompts: [{ text: 'Code: ', echo: true }], notes: ['Look at your phone.'] });
    const last = await elevations.reply(idOf(first), ['123456'], { viewer: ALICE, signal });
    expect(elevationAnswer.parse(last)).toEqual({ kind: 'granted', elevation: { policy: '/etc/nsatlas/policy', now: NOW, ticket: { user: 'alice', since: NOW, idleUntil: NOW + 300_000, until: NOW + 900_000 } } });
    expect(said).toEqual([{ answers: ['correct horse'] }, { answers: ['123456'] }]);
    expect(JSON.stringify(last)).not.toContain(TOKEN);
    const session = helper.requests[0]?.['session'];
    expect(session).toMatch(/^[0-9a-f]{64}$/);
    expect(elevations.credentials(ALICE)).toEqual({ viewer: 'session 1', ticket: TOKEN, session });
    expect(elevations.credentials(BOB)).toEqual({ viewer: 'session 2' });
  });

  it('tells what is only said at once, and sends no reply to it', async () => {
    let touch: (() => void) | undefined;
    helper.play = pam((asker) => {
      asks({ prompts: [], notes: ['Touch the key.'] })(asker);
      touch = () => grants(asker);
    });
    const first = await elevations.begin('alice', ALICE, signal);
    expect(first).toMatchObject({ kind: 'ask', prompts: [], notes: ['Touch the key.'] });
    const next = elevations.reply(idOf(first), [], { viewer: ALICE, signal });
    touch?.();
    expect(await next).toMatchObject({ kind: 'granted' });
    expect(said).toEqual([]);
  });

  it.each([
    ['denied', 'EACCES', 'not recognised'],
    ['limit', 'EUSERS', 'too many failures: try again in 287 s'],
    ['denied', 'ETIMEDOUT', 'it took too long'],
  ])('ends with the no of the helper: %s %s', async (failure, errno, message) => {
    helper.play = pam(asks(PASSWORD), refuses(failure, errno, message));
    const id = idOf(await elevations.begin('alice', ALICE, signal));
    await expect(elevations.reply(id, ['wrong'], { viewer: ALICE, signal })).rejects.toMatchObject({ failure, errno, message });
    await expect(elevations.reply(id, ['wrong'], { viewer: ALICE, signal })).rejects.toMatchObject({ failure: 'gone' });
    expect(elevations.credentials(ALICE)).toEqual({ viewer: 'session 1' });
  });

  it('is for who may run commands, where there is a policy, ten times a minute', async () => {
    await expect(elevations.begin('alice', { name: 'the view token', acts: ['view'] }, signal)).rejects.toMatchObject({ failure: 'denied' });
    await expect(open({ rights: null }).begin('alice', ALICE, signal)).rejects.toMatchObject({ failure: 'usage' });
    expect(await open({ rights: null }).look(ALICE)).toEqual({ policy: null, ticket: null, now: NOW });
    expect(helper.requests).toEqual([]);
    helper.play = pam(asks(PASSWORD));
    for (let round = 0; round < 10; round += 1) await elevations.begin('alice', ALICE, signal);
    await expect(elevations.begin('alice', ALICE, signal)).rejects.toMatchObject({ failure: 'limit' });
  });

  it('takes as many answers as were asked for, from the session that was asked, once', async () => {
    helper.play = pam(asks(PASSWORD), () => undefined);
    const id = idOf(await elevations.begin('alice', ALICE, signal));
    await expect(elevations.reply(id, [], { viewer: ALICE, signal })).rejects.toMatchObject({ failure: 'usage', path: '.answers' });
    await expect(elevations.reply(id, ['x'], { viewer: BOB, signal })).rejects.toMatchObject({ failure: 'gone' });
    const gone = new AbortController();
    const first = elevations.reply(id, ['x'], { viewer: ALICE, signal: gone.signal });
    await expect(elevations.reply(id, ['y'], { viewer: ALICE, signal })).rejects.toMatchObject({ failure: 'usage' });
    await vi.waitUntil(() => said.length > 0);
    gone.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(said).toEqual([{ answers: ['x'] }]);
    await vi.waitUntil(() => helper.open() === 0);
  });

  it('goes on once at a time: a new conversation breaks the old one off', async () => {
    helper.play = pam(asks(PASSWORD));
    const old = idOf(await elevations.begin('alice', ALICE, signal));
    const id = idOf(await elevations.begin('alice', ALICE, signal));
    await vi.waitUntil(() => helper.open() === 1);
    await expect(elevations.reply(old, ['x'], { viewer: ALICE, signal })).rejects.toMatchObject({ failure: 'gone' });
    await elevations.breakOff(id, ALICE);
    await vi.waitUntil(() => helper.open() === 0);
  });
});

describe('a ticket', () => {
  it('is as the helper says, and is forgotten when it says that it is over', async () => {
    await recognise();
    expect(elevation.parse(await elevations.look(ALICE))).toMatchObject({ ticket: { user: 'alice', since: NOW, idleUntil: NOW + 120_000, until: NOW + 600_000 } });
    helper.play = (_, { send }) => send('failure', { failure: 'denied', stage: 'ticket', errno: 'EKEYEXPIRED', message: 'its time is over' }, true);
    expect(await elevations.look(ALICE)).toMatchObject({ ticket: null });
    expect(elevations.credentials(ALICE)).toEqual({ viewer: 'session 1' });
  });

  it('that a run found to be over is forgotten too; another failure leaves it', async () => {
    await recognise();
    const fails = (errno: string) => elevations.withCredentials(ALICE, () => Promise.reject(new HelperError('denied', 'no', { stage: 'rights', errno })));
    await expect(fails('EACCES')).rejects.toThrow('no');
    expect(elevations.credentials(ALICE)).toMatchObject({ ticket: TOKEN });
    await expect(fails('EKEYREJECTED')).rejects.toThrow('no');
    expect(elevations.credentials(ALICE)).toEqual({ viewer: 'session 1' });
  });

  it('is given back when it is asked for, replaced, or the session ends', async () => {
    await recognise();
    expect(await elevations.giveBack(ALICE)).toMatchObject({ ticket: null });
    expect(verbs()).toEqual(['authenticate', 'release']);
    expect(helper.requests[1]).toMatchObject({ ticket: TOKEN, session: helper.requests[0]?.['session'] as string });
    await recognise();
    await recognise();
    await vi.waitUntil(() => verbs().filter((verb) => verb === 'release').length === 2);
    elevations.endOf(ALICE.name);
    await vi.waitUntil(() => verbs().filter((verb) => verb === 'release').length === 3);
    expect(elevations.credentials(ALICE)).toEqual({ viewer: 'session 1' });
  });

  it('for a session that ended meanwhile is nobody\'s', async () => {
    helper.play = pam(asks(PASSWORD), grants);
    const id = idOf(await elevations.begin('alice', ALICE, signal));
    isIn = false;
    await expect(elevations.reply(id, ['correct horse'], { viewer: ALICE, signal })).rejects.toMatchObject({ failure: 'gone' });
    await vi.waitUntil(() => verbs().includes('release'));
  });
});
