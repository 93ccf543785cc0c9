import { describe, expect, it } from 'vitest';
import type { LabelMark, Mark, Style } from './scene';
import { svgText, type Sheet } from './svg';
import { layOutCaption } from './svg-caption';
import { textWidth } from './text-width';
import { PALETTE_BY_THEME } from './theme';
import { readXml } from './xml.fixture';

const PLAIN: Style = { fill: 'net', stroke: null, width: 1, dash: 'none', alpha: 1, fresh: false };
const sheetOf = (marks: readonly Mark[], more: Partial<Sheet> = {}): Sheet => ({
  language: 'en', marks, frame: { camera: { x: 100, y: 50, k: 2 }, width: 800, height: 600 }, palette: PALETTE_BY_THEME.light, title: 'host', description: 'words', caption: null, paper: null, ...more,
});
const disc = (x: number, style: Style = PLAIN): Mark => ({ kind: 'disc', id: `at ${x}`, x, y: 10, r: 5, style });
const label = (text: string, more: Partial<LabelMark> = {}): Mark => ({ kind: 'label', id: text, x: 20, y: 10, across: 0, down: 0, text, size: 12, weight: 400, halo: null, style: { ...PLAIN, fill: 'ink' }, ...more });
const elementsOf = (marks: readonly Mark[], more: Partial<Sheet> = {}) => readXml(svgText(sheetOf(marks, more)));
const pathsOf = (marks: readonly Mark[]) => elementsOf(marks).filter(({ name }) => name === 'path').map(({ attributes }) => attributes['d']);

/** All that the kernel, an engine or a person may call a thing. */
const HOSTILE = ['a & b', '<script>alert(1)</script>', ']]>', '"\'><', '&amp;', '\u0000\u0001\u0008\u000b\u001f', '\ud800', 'x\udfffy', '\ufffe\uffff', '\u202eabc', '\ttab\nline\r', '中文', '👩‍💻', '--> <!--', '<?xml?>', '', '  two  spaces  '];

describe('an SVG of a scene', () => {
  it('has the size of the frame, and says what it is', () => {
    const [root, title, description] = elementsOf([]);
    expect(root).toMatchObject({ name: 'svg', attributes: { width: '800', height: '600', viewBox: '0 0 800 600', role: 'img' } });
    expect([title?.text, description?.text]).toEqual(['host', 'words']);
    expect(root?.attributes['aria-labelledby']?.split(' ')).toEqual([title?.attributes['id'], description?.attributes['id']]);
  });

  it('puts a mark where the camera sees it', () => {
    expect(pathsOf([disc(20)])).toEqual(['M130 70a10 10 0 1 0 20 0a10 10 0 1 0-20 0z']);
  });

  it('draws marks of one style as one path, each style by one class', () => {
    const marks = [disc(10), disc(20), disc(30), disc(40, { ...PLAIN, fill: 'pid' }), disc(50)];
    const paths = elementsOf(marks).filter(({ name }) => name === 'path');
    expect(paths).toHaveLength(3);
    expect(paths[0]?.attributes['class']).toBe(paths[2]?.attributes['class']);
    expect(elementsOf(marks).find(({ name }) => name === 'style')?.text.match(/fill:#1533a5/g)).toHaveLength(1);
  });

  it('leaves out what the frame does not show: it is not in the file', () => {
    expect(pathsOf([disc(5000), disc(-5000)])).toEqual([]);
    expect(svgText(sheetOf([label('a secret beside the page', { x: 5000 })]))).not.toContain('secret');
    expect(svgText(sheetOf([label('just outside', { x: 380 })]))).not.toContain('outside');
  });

  it('bends a line to the side on which the canvas bends it', () => {
    const line: Mark = { kind: 'line', id: 'l', x: 0, y: 0, toX: 100, toY: 0, bend: 10, style: { ...PLAIN, fill: null, stroke: 'net' } };
    expect(pathsOf([line])).toEqual(['M100 50Q200 70 300 50']);
    expect(pathsOf([{ ...line, bend: 0 }])).toEqual(['M100 50L300 50']);
  });

  it('keeps text as text, whatever it is made of, and stays XML', () => {
    const texts = elementsOf(HOSTILE.map((text) => label(text)), { title: HOSTILE.join(' '), description: HOSTILE.join(' ') }).filter(({ name }) => name === 'text').map(({ text }) => text);
    const kept = HOSTILE.map((text) => text.replace(/[\u0000-\u0008\u000b\u001f\ufffe\uffff]|\ud800|\udfff/g, '\ufffd'));
    expect(texts).toEqual(kept);
  });

  it('asks for nothing from outside and runs nothing', () => {
    const svg = svgText(sheetOf([label('x'), disc(10)], { caption: layOutCaption({ facts: HOSTILE, legend: [] }, 800) }));
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/href|url\(|http|@import|@font-face/);
    const names = new Set(readXml(svg).map(({ name }) => name));
    expect([...names].sort()).toEqual(['desc', 'g', 'path', 'rect', 'style', 'svg', 'text', 'title']);
  });

  it('gives a name the room that it was given, in any typeface', () => {
    const [text] = elementsOf([label('webshop', { weight: 600 })]).filter(({ name }) => name === 'text');
    // Helvetica-Bold: w 778 e 556 b 611 s 556 h 611 o 611 p 611, of 1000.
    expect(textWidth({ text: 'webshop', size: 12, weight: 600 })).toBeCloseTo(4.334 * 12, 6);
    expect(text?.attributes).toMatchObject({ textLength: '52', lengthAdjust: 'spacingAndGlyphs' });
  });

  it('paints a halo below the letters', () => {
    const style = elementsOf([label('webshop', { halo: 'surface' })]).find(({ name }) => name === 'style');
    expect(style?.text).toContain('paint-order:stroke;stroke:#ffffff;stroke-width:4');
  });

  it('is small: a few dozen bytes for a mark', () => {
    const many = Array.from({ length: 1000 }, (_, at) => disc(at / 3.7));
    expect(svgText(sheetOf(many)).length / 1000).toBeLessThan(60);
  });

  it('is as large on paper as it is told', () => {
    const [root] = elementsOf([], { paper: { width: '210mm', height: '297mm' } });
    expect(root?.attributes).toMatchObject({ width: '210mm', height: '297mm', viewBox: '0 0 800 600' });
  });
});

describe('the caption', () => {
  const legend = ['veth', 'bridge'].map((words) => ({ sample: 'line' as const, words, ink: 'net' as const, dash: 'none' as const, width: 1 }));

  it('lies below the frame', () => {
    const caption = layOutCaption({ facts: ['atlas', 'Network lens'], legend }, 800);
    const elements = elementsOf([], { caption });
    expect(elements[0]?.attributes['viewBox']).toBe(`0 0 800 ${600 + (caption?.height ?? 0)}`);
    const texts = elements.filter(({ name }) => name === 'text');
    expect(texts.map(({ text }) => text)).toEqual(['veth', 'bridge', 'atlas', 'Network lens']);
    expect(texts.every(({ attributes }) => Number(attributes['y']) > 600)).toBe(true);
  });

  it('breaks into rows, and cuts what is longer than a row', () => {
    const caption = layOutCaption({ facts: ['atlas', 'x'.repeat(500)], legend: [] }, 300);
    expect(caption?.rows).toHaveLength(2);
    const texts = elementsOf([], { caption, frame: { camera: { x: 0, y: 0, k: 1 }, width: 300, height: 100 } }).filter(({ name }) => name === 'text');
    for (const { text, attributes } of texts) expect(Number(attributes['x']) + textWidth({ text, size: 11, weight: 400 })).toBeLessThanOrEqual(300 - 16);
    expect(texts[1]?.text).toMatch(/^x+…$/);
  });

  it('is not there when there is nothing to say', () => {
    expect(layOutCaption({ facts: [], legend: [] }, 300)).toBeNull();
  });
});
