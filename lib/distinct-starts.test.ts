import { expect, it } from 'vitest';
import { distinctStarts } from './distinct-starts';

it('goes on until no other name begins so, to the end of that word', () => {
  const starts = distinctStarts(['service-1-7d9c5b0013', 'service-18-7d9c5b0013', 'service-18-7d9c5b0013', 'webshop-6d5f7c9b8-x2x7q', 'atlas']);
  expect(starts.get('service-1-7d9c5b0013')).toEqual({ start: 'service-1-…', word: '…1…' });
  expect(starts.get('service-18-7d9c5b0013')).toEqual({ start: 'service-18-…', word: '…18…' });
  expect(starts.get('webshop-6d5f7c9b8-x2x7q')).toEqual({ start: 'webshop-…', word: 'webshop…' });
  expect(starts.has('atlas')).toBe(false);
});

it('says nothing of names that only their end tells apart, and is never the same for two', () => {
  const replicas = ['web-6d5f7c9b8-x2x7q', 'web-6d5f7c9b8-k9k2p', 'web-6d5f7c9b8'];
  expect([...distinctStarts(replicas).keys()]).toEqual([]);
  const many = Array.from({ length: 400 }, (_, at) => `${['app', 'api', 'a'][at % 3] ?? ''}-${(at * 7919) % 401}-${at}-7d9c5b${at % 5}`);
  const starts = [...distinctStarts(many).values()].map(({ start }) => start);
  expect(starts.length).toBeGreaterThan(300);
  expect(new Set(starts).size).toBe(starts.length);
});
