import { describe, expect, it } from 'vitest';
import { hasTerm, toggleTerm } from './query-toggle';

describe('a term more or less', () => {
  it('goes to the end, and goes again', () => {
    const query = 'type:net "a alive:other b"';
    const more = toggleTerm(query, 'alive:other');
    expect(more).toBe('type:net "a alive:other b" alive:other');
    expect([hasTerm(query, 'alive:other'), hasTerm(more, 'alive:other')]).toEqual([false, true]);
    expect(toggleTerm(more, 'alive:other')).toBe(query);
  });

  it('takes the place of what cannot be read', () => {
    expect(toggleTerm('type:', 'alive:other')).toBe('alive:other');
  });
});
