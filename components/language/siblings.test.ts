import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOMS = [join(import.meta.dirname, '..'), join(import.meta.dirname, '../../lib')];
const FILES = ROOMS.flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((path) => join(room, path)));
const ENGLISH = FILES.filter((path) => /(^|[-/\\])strings\.ts$/.test(path));
const CHINESE = FILES.filter((path) => /(^|[-/\\])strings\.zh\.ts$/.test(path));

const named = (path: string): string => path.split(sep).slice(-3).join('/');
const read = (path: string): string => readFileSync(path, 'utf8');
/** Texts of a file, without what stands in `${}`. */
const texts = (source: string): readonly string[] => [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map(([, plain, template]) => (plain ?? template ?? '').replace(/\$\{[^}]*\}/g, ''));

describe('strings', () => {
  it('have a Chinese sibling in every folder, and choose between the two', () => {
    expect(ENGLISH.length).toBeGreaterThan(10);
    expect(ENGLISH.filter((path) => !existsSync(path.replace('.ts', '.zh.ts'))).map(named)).toEqual([]);
    expect(CHINESE.filter((path) => !existsSync(path.replace('.zh.ts', '.ts'))).map(named)).toEqual([]);
    // What is exported without an ending comes from `bilingual`, or is a function that has no words of its own.
    const single = ENGLISH.flatMap((path) => [...read(path).matchAll(/^export const (\w+)(?:: [^=]+)? = (?!bilingual\()/gm)].map(([, name]) => name ?? '').filter((name) => !name.endsWith('_EN')).map((name) => `${named(path)}: ${name}`));
    expect(single).toEqual([]);
  });
  it('are as many in Chinese: the type of each sibling is that of its English', () => {
    const loose = CHINESE.flatMap((path) => [...read(path).matchAll(/^export const (\w+)_ZH(?!: Spoken<typeof \1_EN>)/gm)].map(([, name]) => `${named(path)}: ${name ?? ''}`));
    expect(loose).toEqual([]);
  });
  it('are sentences of Chinese in Chinese: words of English stand alone, as names of the field do', () => {
    const left = CHINESE.flatMap((path) => texts(read(path).replace(/^import[\s\S]*?;$/gm, '')).filter((text) => !/[\u4e00-\u9fff]/.test(text) && /(^| )(the|an?|of|is|are|it|no|not|and|in) /i.test(text)).map((text) => `${named(path)}: ${text}`));
    expect(left).toEqual([]);
  });
  it('have the thousands of their counts apart', () => {
    const bare = [...ENGLISH, ...CHINESE].flatMap((path) => [...read(path).matchAll(/.*\$\{(?:count|total|shown|unreadable)\}.*/g)].map(([line]) => `${named(path)}: ${line.trim()}`));
    expect(bare).toEqual([]);
  });
  it('have no whole sentence left in a component', () => {
    const inline = FILES.filter((path) => path.endsWith('.tsx') && !path.includes('.test.')).flatMap((path) => [...read(path).matchAll(/>\s*([A-Z][a-z]+ [a-z]+[^<{]*)</g)].map(([, text]) => `${named(path)}: ${text ?? ''}`));
    expect(inline).toEqual([]);
  });
});
