import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { askDoor, DoorError } from './fetch-json';

const schema = z.object({ n: z.number() });

function answerWith(status: number, body: string): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));
}
function keepInBrowser(token: string | null): void {
  vi.stubGlobal('localStorage', { getItem: () => token });
}
async function failureOf(work: Promise<unknown>): Promise<DoorError> {
  const error: unknown = await work.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof DoorError)) throw new Error(`not a DoorError: ${String(error)}`);
  return error;
}

afterEach(() => vi.unstubAllGlobals());

describe('askDoor', () => {
  it('gives what the schema knows', async () => {
    keepInBrowser(null);
    answerWith(200, '{"n":1}');
    expect(await askDoor(schema, '/api/x')).toEqual({ n: 1 });
  });

  it('carries the token of this origin', async () => {
    keepInBrowser('secret');
    const fetch = vi.fn(() => Promise.resolve(new Response('{"n":1}')));
    vi.stubGlobal('fetch', fetch);
    await askDoor(schema, '/api/x', { method: 'POST', body: { a: 1 } });
    expect(fetch).toHaveBeenCalledWith('/api/x', expect.objectContaining({ method: 'POST', body: '{"a":1}', headers: { 'X-Nsatlas': 'secret', 'Content-Type': 'application/json' } }));
  });

  it('fails with the reason the door gives', async () => {
    keepInBrowser(null);
    answerWith(404, '{"failure":"gone","message":"It ended."}');
    const error = await failureOf(askDoor(schema, '/api/x'));
    expect(error.answer).toEqual({ failure: 'gone', message: 'It ended.' });
    expect(error.isSignedOut).toBe(false);
  });

  it('knows a session that is over from a refusal', async () => {
    keepInBrowser(null);
    answerWith(401, '{"failure":"denied","message":"Sign in."}');
    expect((await failureOf(askDoor(schema, '/api/x'))).isSignedOut).toBe(true);
    answerWith(403, '{"failure":"denied","message":"Not you."}');
    expect((await failureOf(askDoor(schema, '/api/x'))).isSignedOut).toBe(false);
  });

  it('calls an answer that is not of the contract a fault, and says where', async () => {
    keepInBrowser(null);
    answerWith(200, '{"n":"one"}');
    const error = await failureOf(askDoor(schema, '/api/x'));
    expect(error.answer.failure).toBe('fault');
    expect(error.message).toContain('at n');
  });

  it('calls a failure without a reason a fault, with its status', async () => {
    keepInBrowser(null);
    answerWith(502, '<html>');
    expect((await failureOf(askDoor(schema, '/api/x'))).message).toContain('502');
  });

  it('says that nobody answers', async () => {
    keepInBrowser(null);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect((await failureOf(askDoor(schema, '/api/x'))).answer.failure).toBe('absent');
  });
});
