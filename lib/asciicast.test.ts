import { describe, expect, it } from 'vitest';
import { CAST_EVENTS_LIMIT, CAST_LIMIT_CHARACTERS, CastError, parseCast, type CastProblem } from './asciicast';

const HEAD = '{"version": 2, "width": 80, "height": 24, "timestamp": 1504467315, "title": "Demo"}';

function castOf(...lines: readonly string[]): string {
  return [HEAD, ...lines, ''].join('\n');
}

function problemOf(text: string): { problem: CastProblem; line: number } {
  try {
    parseCast(text);
  } catch (error) {
    if (error instanceof CastError) return { problem: error.problem, line: error.line };
    throw error;
  }
  throw new Error('it was read');
}

describe('parseCast', () => {
  it('reads version 2: absolute times, output and sizes', () => {
    expect(parseCast(castOf('[0.25, "o", "a\\u001b[31m"]', '[1.5, "r", "100x50"]', '[2, "o", "b"]'))).toEqual({
      size: { columns: 80, rows: 24 }, title: 'Demo', startedAt: 1504467315, duration: 2, isCut: false,
      events: [{ kind: 'output', at: 0.25, text: 'a\u001b[31m' }, { kind: 'resize', at: 1.5, size: { columns: 100, rows: 50 } }, { kind: 'output', at: 2, text: 'b' }],
    });
  });

  it('reads version 3: intervals, remarks, the exit status', () => {
    const cast = parseCast(['{"version":3,"term":{"cols":100,"rows":50}}', '# a remark', '[0.5,"o","a"]', '[0.25,"o","b"]', '[1,"x","0"]'].join('\n'));
    expect(cast.size).toEqual({ columns: 100, rows: 50 });
    expect(cast.events).toEqual([{ kind: 'output', at: 0.5, text: 'a' }, { kind: 'output', at: 0.75, text: 'b' }]);
    expect(cast.duration).toBe(1.75);
  });

  it('leaves out what does not show: input, marks, kinds of tomorrow', () => {
    expect(parseCast(castOf('[1, "i", "secret"]', '[2, "m", "here"]', '[3, "zz", "?"]')).events).toEqual([]);
  });

  it('plays what is there of a file that was cut', () => {
    const cast = parseCast(`${HEAD}\n[1, "o", "a"]\n[2, "o", "b`);
    expect(cast.isCut).toBe(true);
    expect(cast.events).toHaveLength(1);
  });

  it('has no events where there are none', () => {
    expect(parseCast(HEAD)).toMatchObject({ events: [], duration: 0, isCut: false });
  });

  it.each([
    ['nothing', ''], ['no JSON', 'GIF89a'], ['another version', '{"version":1,"width":80,"height":24}'], ['an array', '[]'], ['null', 'null'],
    ['a head that is none', '{"version":3,"term":null}'],
  ])('refuses %s as a head', (_, text) => {
    expect(problemOf(text)).toEqual({ problem: 'head', line: 1 });
  });

  it.each(['0', '-1', '1001', '1e9', '80.5', '"80"', 'null', '{}'])('refuses a width of %s', (width) => {
    expect(problemOf(`{"version":2,"width":${width},"height":24}`)).toEqual({ problem: 'size', line: 1 });
  });

  it.each(['{}', '[1, "o"]', '["1", "o", "a"]', '[1, 2, "a"]', '[1, "o", {}]', '[null, "o", "a"]', 'x', '[1e999, "o", "a"]'])('names the line of an event that is none: %s', (line) => {
    expect(problemOf(castOf('[1, "o", "a"]', line, '[2, "o", "b"]'))).toEqual({ problem: 'event', line: 3 });
  });

  it('lets time neither go back nor run away', () => {
    const { events, duration } = parseCast(castOf('[5, "o", "a"]', '[1, "o", "b"]', '[-3, "o", "c"]', '[1e300, "o", "d"]'));
    expect(events.map(({ at }) => at).slice(0, 3)).toEqual([5, 5, 5]);
    expect(duration).toBeLessThan(1e9);
    const back = parseCast(['{"version":3,"term":{"cols":80,"rows":24}}', '[1,"o","a"]', '[-9,"o","b"]'].join('\n'));
    expect(back.events.map(({ at }) => at)).toEqual([1, 1]);
  });

  it.each(['0x0', '9999x9999', '-5x10', '10x', 'x', '1e3x10', '80x24x1', ''])('ignores a size that no terminal has: %s', (size) => {
    expect(parseCast(castOf(`[1, "r", "${size}"]`)).events).toEqual([]);
  });

  it('refuses a file, a line or a number of events that no page can hold', () => {
    expect(problemOf(' '.repeat(CAST_LIMIT_CHARACTERS + 1)).problem).toBe('large');
    expect(problemOf(castOf(`[1, "o", "${'a'.repeat(5 * 1024 * 1024)}"]`, '[2, "o", "b"]')).problem).toBe('event');
    expect(problemOf(`${HEAD}\n${'[0,"o",""]\n'.repeat(CAST_EVENTS_LIMIT + 1)}`).problem).toBe('many');
  }, 60_000);

  it('takes no harm from names that mean something to JavaScript', () => {
    const cast = parseCast('{"version":2,"width":80,"height":24,"__proto__":{"polluted":1},"title":{"toString":1}}\n[0,"__proto__","x"]\n[0,"constructor","x"]\n');
    expect(cast.title).toBeNull();
    expect(cast.events).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
