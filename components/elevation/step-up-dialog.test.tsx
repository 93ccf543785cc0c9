// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FailureAnswer, Session } from '@/lib/door-schema';
import type { Elevation } from '@/lib/rights-schema';
import { DoorError } from '../fetch-json';
import { ElevationMark } from './elevation-mark';
import { withRights } from './step-up';
import { StepUpDialog } from './step-up-dialog';

const NO_TICKET: FailureAnswer = { failure: 'denied', message: 'line 3 of the policy wants a ticket: authenticate first', stage: 'rights', errno: 'ENOKEY' };
const NOT_RECOGNISED: FailureAnswer = { failure: 'denied', message: 'not recognised', stage: 'authenticate', errno: 'EACCES' };
const SESSION: Session = { execRefused: null, readOnly: false, privileged: true, fullViewCommand: null, version: '0' };
const nobody = (): Elevation => ({ policy: '/etc/nsatlas/policy', ticket: null, now: Date.now() });
const alice = (leftMs = 252_000): Elevation => ({ ...nobody(), ticket: { user: 'alice', since: Date.now(), idleUntil: Date.now() + leftMs, until: Date.now() + 900_000 } });
const asks = (...prompts: [string, boolean][]) => ({ kind: 'ask', id: 'a1', notes: [], prompts: prompts.map(([text, echo]) => ({ text, echo })) });
const granted = () => ({ kind: 'granted', elevation: alice() });

let asked: { method: string; path: string; body: unknown }[];
/** What the door answers to each POST, in order. */
let answers: (object | [number, FailureAnswer])[];
let known: Elevation;

beforeEach(() => {
  [asked, answers, known] = [[], [], nobody()];
  vi.stubGlobal('fetch', (path: string, { method = 'GET', body }: RequestInit) => {
    asked.push({ method, path, body: typeof body === 'string' ? (JSON.parse(body) as unknown) : null });
    if (method === 'DELETE') known = nobody();
    const answer = method === 'POST' ? answers.shift() : known;
    const [status, document] = isFailure(answer) ? answer : [200, answer];
    return Promise.resolve(Response.json(document, { status }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open(): void {
  render(<SWRConfig value={{ provider: () => new Map() }}><ElevationMark session={SESSION} /><StepUpDialog /></SWRConfig>);
}
function isFailure(answer: unknown): answer is [number, FailureAnswer] {
  return Array.isArray(answer);
}
/** Something that works once there is a ticket. */
function want(): { readonly work: ReturnType<typeof vi.fn>; readonly done: Promise<unknown> } {
  const work = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new DoorError(NO_TICKET, 403)).mockResolvedValue('it ran');
  return { work, done: withRights(work).catch((error: unknown) => error) };
}
const posts = () => asked.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);
async function type(label: string, word: string, button: string): Promise<HTMLInputElement> {
  const field = await screen.findByLabelText<HTMLInputElement>(label);
  fireEvent.change(field, { target: { value: word } });
  fireEvent.click(screen.getByRole('button', { name: button }));
  return field;
}

describe('stepping up', () => {
  it('asks what the host asks, says a wrong answer once, and goes on with what was wanted', async () => {
    open();
    const { work, done } = want();
    answers = [asks(['Password: ', false]), [403, NOT_RECOGNISED], asks(['Password: ', false]), asks(['Code: ', true]), granted()];
    expect((await screen.findByRole('dialog')).textContent).toContain(NO_TICKET.message);
    expect((await type('User name on the host', 'alice', 'Next')).type).toBe('text');
    expect((await type('Password:', 'wrong', 'Send')).type).toBe('password');
    expect(await screen.findByText(/^Not recognised/)).toBeTruthy();
    expect((await type('Password:', 'correct horse', 'Send')).value).toBe('correct horse');
    const code = await type('Code:', '123456', 'Send');
    expect([code.type, screen.queryByText(/^Not recognised/)]).toEqual(['text', null]);
    expect(await done).toBe('it ran');
    expect(work).toHaveBeenCalledTimes(2);
    expect(posts()).toEqual([
      ['/api/elevation', { user: 'alice' }], ['/api/elevation/a1', { answers: ['wrong'] }], ['/api/elevation', { user: 'alice' }],
      ['/api/elevation/a1', { answers: ['correct horse'] }], ['/api/elevation/a1', { answers: ['123456'] }],
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('shows what the host only says as text, and waits for what comes next', async () => {
    open();
    const { done } = want();
    answers = [{ kind: 'ask', id: 'a1', prompts: [], notes: ['\u001B[2JTouch <b>the key</b>'] }, granted()];
    const touch = vi.fn<() => void>();
    vi.stubGlobal('fetch', ((before) => async (path: string, init: RequestInit) => {
      if (path.endsWith('/a1')) await new Promise<void>((resolve) => touch.mockImplementation(resolve));
      return before(path, init);
    })(fetch));
    await type('User name on the host', 'alice', 'Next');
    const note = await screen.findByText(/Touch <b>the key<\/b>/);
    expect(note.textContent).not.toContain('\u001B');
    touch();
    expect(await done).toBe('it ran');
    expect(posts().at(-1)).toEqual(['/api/elevation/a1', { answers: [] }]);
  });

  it('tells a lockout with its time, and does not ask on', async () => {
    open();
    const { done } = want();
    answers = [[429, { failure: 'limit', message: 'too many failures: try again in 287 s', stage: 'authenticate', errno: 'EUSERS' }]];
    await type('User name on the host', 'alice', 'Next');
    expect((await screen.findByText(/try again in 287 s/)).getAttribute('role')).toBe('alert');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await done).toMatchObject({ answer: NO_TICKET });
    expect(posts()).toHaveLength(1);
  });

  it('that was given up breaks the conversation off, and leaves the refusal', async () => {
    open();
    const { work, done } = want();
    answers = [asks(['Password: ', false])];
    await type('User name on the host', 'alice', 'Next');
    await screen.findByLabelText('Password:');
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(await done).toMatchObject({ answer: NO_TICKET });
    expect(work).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(asked).toContainEqual({ method: 'DELETE', path: '/api/elevation/a1', body: null }));
  });

  it('helps only against the want of a ticket, and where somebody can be asked', async () => {
    const denied = new DoorError({ ...NO_TICKET, errno: 'EACCES' }, 403);
    expect(await want().done).toMatchObject({ answer: NO_TICKET });
    open();
    await expect(withRights(() => Promise.reject(denied))).rejects.toBe(denied);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('the header', () => {
  it('says who is recognised and for how long, and gives it back', async () => {
    known = alice();
    open();
    expect((await screen.findByRole('timer')).textContent).toMatch(/^4:1\d left$/);
    expect(screen.getByText('alice')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Give back' }));
    expect(await screen.findByRole('button', { name: 'Step up' })).toBeTruthy();
  });

  it('says nothing where there is no policy', async () => {
    known = { ...nobody(), policy: null };
    open();
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(screen.queryByRole('button', { name: 'Step up' })).toBeNull();
  });
});
