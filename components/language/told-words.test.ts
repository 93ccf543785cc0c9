import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { TOLD_ZH } from './told-zh';

vi.mock('./bilingual', async (original) => ({ ...await original(), PAGE_LANGUAGE: 'zh' }));
const { toldWords } = await import('./told-words');

const NATIVE = join(import.meta.dirname, '../../native');
const source = readdirSync(NATIVE).filter((name) => name.endsWith('.c')).map((name) => readFileSync(join(NATIVE, name), 'utf8')).join('\n');
const CALL = /\b(?:net_add_gap|inspect_add_gap|container_states_gap|write_gap|write_counted_gap|set_trouble|scan_looked|add_gap)\(([^]*?)\);/g;
const TEXT = /"((?:[^"\\]|\\.)*)"/g;

/** The helper's own words: texts of several words in what it says of gaps, but for the one name of a part that is put together. */
const said = [...source.matchAll(CALL)].flatMap(([, inside]) => [...(inside ?? '').matchAll(TEXT)].map(([, text]) => text ?? '')).filter((text) => /[a-z]+ [a-z%]+/.test(text) && text !== 'sockets: %s %s');

describe('what the helper says of gaps', () => {
  it('is known in Chinese, each of its sentences, and no place is lost', () => {
    const known = new Map(TOLD_ZH);
    expect(said.length).toBeGreaterThan(50);
    expect(said.filter((text) => !known.has(text))).toEqual([]);
    for (const [format, chinese] of TOLD_ZH) expect([...chinese.matchAll(/\$(\d)/g)].map(([, place]) => Number(place)).sort(), format).toEqual(Array.from(format.matchAll(/%(?:\.\*)?(?:zu|llu|[dsu])/g), (_, at) => at + 1));
  });

  it('stands no more in the helper where it is known here and the helper does not say it', () => {
    const flat = source.replace(/"\s*\n?\s*"/g, '');
    expect(TOLD_ZH.map(([format]) => format).filter((format) => !flat.includes(`"${format}"`))).toEqual([]);
  });

  it('is read with what stands in its places', () => {
    expect(toldWords('processes whose net namespace we may not see: 12')).toBe('无权查看其 net 命名空间的进程：12');
    expect(toldWords('3 more than the 64 that are given')).toBe('除给出的 64 个外还有 3 个');
    expect(toldWords('/proc was read instead: one changed while it was walked')).toBe('改为读取 /proc：遍历时列表发生了变化');
    expect([toldWords('EACCES'), toldWords('a sentence of tomorrow')]).toEqual([null, null]);
  });
});
