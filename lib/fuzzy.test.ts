import { describe, expect, it } from 'vitest';
import { fuzzyScore } from './fuzzy';

const best = (labels: readonly string[], typed: string) =>
  labels.map((label) => ({ label, score: fuzzyScore(label, typed) })).filter(({ score }) => score !== null).sort((a, b) => (b.score ?? 0) - (a.score ?? 0)).map(({ label }) => label);

describe('what was typed', () => {
  const labels = ['Lens: Pods', 'Lens: Network', 'Open a terminal in what is selected', 'Theme: Dark', 'Export for a document'];
  it('fits labels that have its letters in this order', () => {
    expect(best(labels, 'net')[0]).toBe('Lens: Network');
    expect(best(['Next match of the search', ...labels], 'net')[0]).toBe('Lens: Network');
    expect(best(labels, 'thda')).toEqual(['Theme: Dark']);
    expect(best(labels, 'xyz')).toEqual([]);
  });
  it('fits beginnings of words best', () => {
    expect(best(labels, 'oat')[0]).toBe('Open a terminal in what is selected');
    expect(best(['append', 'Pods'], 'p')[0]).toBe('Pods');
  });
  it('fits everything when there is nothing of it, whatever the case and the spaces', () => {
    expect(best(labels, ' ')).toHaveLength(labels.length);
    expect(fuzzyScore('视角：网络', '网络')).not.toBeNull();
    expect(fuzzyScore('Theme: Dark', 'THEME dark')).not.toBeNull();
  });
});
