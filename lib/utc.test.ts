import { expect, it } from 'vitest';
import { utcWords } from './utc';

it('says a time as Date does', () => {
  const times = [0, 1, 951_782_400_000, 951_868_799_999, 4_107_542_399_000, 1_764_141_343_000, -1, ...Array.from({ length: 3000 }, (_, at) => at * 1_234_567_890 - 1e12)];
  for (const time of times) expect(utcWords(time)).toBe(`${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`);
});
