import { describe, expect, it } from 'vitest';
import { shotOrder } from '@/lib/shot';
import { decodeShot } from './shot-options.mjs';

const decoded = (line: string) => decodeShot(line.split(' '));

describe('the words of npx nsatlas shot', () => {
  it('are what lib/shot.ts takes', () => {
    const { order, file, scale, snapshot } = decoded('--lens hierarchy --tree user --group slice --colour user --select pod:web --only --theme=print --size a4 --scale 2 --redact ip,args,host --caption host,legend --kernel-threads --lang zh --search type:net --snapshot saved.json -o out.png');
    expect(shotOrder.parse(order)).toEqual({
      format: 'png', lens: 'hierarchy', tree: 'user', group: 'slice', colour: 'user', select: 'pod:web', range: 'selection', kernelThreads: true, language: 'zh', search: 'type:net', theme: 'print', paper: 'a4', caption: ['host', 'legend'], redact: ['addresses', 'args', 'hosts'],
    });
    expect({ file, scale, snapshot }).toEqual({ file: 'out.png', scale: 2, snapshot: 'saved.json' });
  });

  it.each(['light', 'dark', 'print'])('know the theme %s', (theme) => expect(shotOrder.parse(decoded(`--theme ${theme} -o x.svg`).order).theme).toBe(theme));
  it.each(['fit', 'a4', 'a4-landscape', 'slide'])('know the size %s', (paper) => expect(shotOrder.parse(decoded(`--size ${paper} -o x.svg`).order).paper).toBe(paper));

  it.each([
    ['-o out.svg', 'svg'], ['-o out.mmd', 'mmd'], ['-o out.dot', 'dot'], ['-o out.csv', 'csv'], ['-o out.md', 'facts'], ['--lens table -o out.md', 'md'], ['-o -', 'svg'],
  ])('%s make a file of the format %s', (line, format) => expect(shotOrder.parse(decoded(line).order).format).toBe(format));

  it('take a size in pixels, and no caption', () => {
    expect(shotOrder.parse(decoded('--size 640x480 --caption none -o x.svg').order)).toMatchObject({ paper: { width: 640, height: 480 }, caption: [] });
  });

  it.each(['', '-o', '-o out.pdf', '-o x.svg --lens cake', '-o x.svg --size 10x10', '-o x.svg --size 99999x10', '-o x.svg --scale 3', '-o x.svg --redact mac', '-o x.svg --caption all', '-o x.svg --port x', '-o x.svg extra', '-o x.svg --select'])('refuse "%s"', (line) => {
    expect(() => decoded(line)).toThrow(/^shot: /);
  });
});
