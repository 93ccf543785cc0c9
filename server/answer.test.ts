import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failureAnswer } from '@/lib/door-schema';
import { FAILURES, type Failure } from '@/lib/failure';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { answer } from './answer';
import { answerSnapshot } from './answer-snapshot';
import { decodeRequest } from './decode';
import { DoorRefusal } from './door-refusal';
import { HelperError } from './helper-error';
import { readJson } from './read-body';
import type { Then } from './services';
import type { Edition } from './snapshot-cache';
import { snapshotJson } from './snapshot-json';

const fail = (error: Error) => answer(() => Promise.reject(error));
const STATUS: Readonly<Record<Failure, number>> = { usage: 400, denied: 403, gone: 404, identity: 409, unsupported: 501, limit: 413, join: 502, fault: 500, absent: 503, late: 504 };

describe('an answer', () => {
  it('is the result as JSON, kept by nobody', async () => {
    const response = await answer(() => ({ fine: true }));
    expect([response.status, await response.json(), response.headers.get('cache-control')]).toEqual([200, { fine: true }, 'no-store']);
  });

  it.each(FAILURES)('to a helper that says %s has its own status and says so', async (failure) => {
    const response = await fail(new HelperError(failure, 'Because.', { stage: 'join', errno: 'EPERM' }));
    expect(response.status).toBe(STATUS[failure]);
    expect(failureAnswer.parse(await response.json())).toEqual({ failure, message: 'Because.', stage: 'join', errno: 'EPERM' });
  });

  it('to a wrong request names the field', async () => {
    const schema = z.object({ argv: z.array(z.string()) });
    const response = await answer(() => decodeRequest(schema, { argv: ['a', 7] }));
    expect([response.status, await response.json()]).toEqual([400, { failure: 'usage', message: '.argv[1]: Invalid input: expected string, received number', path: '.argv[1]' }]);
  });

  it('to a body that is no JSON is that it is none', async () => {
    const response = await answer(() => readJson(new Request('http://x/', { method: 'POST', body: '{' })));
    expect([response.status, await response.json()]).toMatchObject([400, { failure: 'usage' }]);
  });

  it('to who asks too often is another one than to who asks for too much', async () => {
    expect((await fail(new DoorRefusal('limit', 'Later.'))).status).toBe(429);
  });

  it('to an asker who has gone is nothing', async () => {
    expect((await fail(new DOMException('gone', 'AbortError'))).status).toBe(499);
  });

  it('to a defect is none: it goes on up', async () => {
    await expect(fail(new TypeError('x is not a function'))).rejects.toThrow(TypeError);
  });

  it('knows errors that another copy of the same module made', async () => {
    const copy = new Error('Elsewhere.');
    Object.assign(copy, { failure: 'gone', stage: null, [Symbol.for('nsatlas.HelperError')]: true });
    expect((await fail(copy)).status).toBe(404);
  });
});

describe('the answer with the snapshot', () => {
  const edition: Edition = { version: 7, snapshot: snapshotOf({ processes: [{ pid: 1 }] }), startedAt: 0, durationMs: 0 };
  const services = { snapshotJson: (given: Edition | Then) => snapshotJson(given.snapshot) };
  const ask = (headers: Record<string, string> = {}) => answerSnapshot(new Request('http://x/', { headers }), edition, services);

  it('has the tag of its version', async () => {
    const response = ask();
    expect([response.headers.get('etag'), response.headers.get('content-encoding'), await response.json()]).toEqual(['W/"7"', null, edition.snapshot]);
  });

  it('is plain also for who could unpack, since Next would not say that it is packed', async () => {
    const response = ask({ 'accept-encoding': 'gzip, deflate, br' });
    expect([response.headers.get('content-encoding'), await response.json()]).toEqual([null, edition.snapshot]);
  });

  it.each([['W/"7"', 304], ['"7"', 304], ['"1", W/"7"', 304], ['*', 304], ['W/"8"', 200], ['7', 200]])('to who has %s is %i', (tag, status) => {
    expect(ask({ 'if-none-match': tag }).status).toBe(status);
  });
});
