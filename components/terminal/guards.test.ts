// @vitest-environment happy-dom
import { Terminal as Xterm } from '@xterm/xterm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writtenText } from './clipboard-escape';
import { endingOf, writtenEnding } from './ending';
import { rowOf } from './fake-socket.fixture';
import { openAddress, webAddress } from './link-guard';
import { readPaste } from './paste-guard';
import { wantedOf } from './screen-keys';
import { titleText } from './title-text';

afterEach(() => vi.restoreAllMocks());

describe('a paste', () => {
  it('of one plain line is not asked about', () => {
    expect(readPaste('ls -l "a b"')).toMatchObject({ isPlain: true, text: 'ls -l "a b"', dropped: 0 });
    expect(readPaste('a\tb')).toMatchObject({ isPlain: true, text: 'a\tb' });
  });

  it.each(['a\nb', 'a\n', '\ra', 'a\r\nb'])('of several lines, or a line that would run, is: %j', (text) => {
    expect(readPaste(text).isPlain).toBe(false);
  });

  it('knows a line by any of its ends', () => {
    expect(readPaste('a\r\nb\rc\nd')).toMatchObject({ lines: ['a', 'b', 'c', 'd'], text: 'a\nb\nc\nd' });
  });

  it.each(['\u001b[201~', '\u009b201~', 'a\u0003b', 'a\u007f', 'a\u0000b', '\u001b[20\u001b[201~1~', '\u0015rm'])('with controls is asked about, and they do not pass: %j', (text) => {
    const paste = readPaste(text);
    expect(paste.isPlain).toBe(false);
    expect(paste.dropped).toBeGreaterThan(0);
    expect(paste.text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });

  it('shows what would hide, and asks', () => {
    expect(readPaste('ls \u202e/tmp')).toMatchObject({ isPlain: false, lines: [String.raw`ls \xe2\x80\xae/tmp`] });
    expect(readPaste('a\u001b[31m')).toMatchObject({ lines: [String.raw`a\x1b[31m`], text: 'a[31m' });
  });
});

describe('an address that a program offers', () => {
  it.each(['https://example.org/a?b#c', 'http://127.0.0.1:8080/'])('is opened when it is of the web: %s', (offered) => {
    expect(webAddress(offered)?.href).toBe(offered);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://a', 'https://', '', 'example.org', 'https://bank.example@evil.example/', 'http://u:p@h/', `https://a/${'x'.repeat(3000)}`, ' java\nscript:alert(1)'])('is not opened otherwise: %s', (offered) => {
    expect(webAddress(offered)).toBeNull();
  });

  it('is shown as the browser takes it, so that letters of other scripts do not deceive', () => {
    expect(webAddress('https://www.аpple.com/')?.href).toBe('https://www.xn--pple-43d.com/');
  });

  it('is opened without a way back to us', () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    openAddress(new URL('https://example.org/'));
    expect(open).toHaveBeenCalledWith('https://example.org/', '_blank', 'noopener,noreferrer');
  });
});

describe('OSC 52', () => {
  it('may ask to write text', () => {
    expect(writtenText(`c;${btoa('echo hi')}`)).toBe('echo hi');
  });

  it.each(['c;?', ';?', 'c;', '', 'c;!!!', `c;${btoa('\xff\xfe')}`, `c;${'A'.repeat(200_000)}`])('has no answer otherwise: %j', (data) => {
    expect(writtenText(data)).toBeNull();
  });
});

describe('the title that a program gives', () => {
  it('is short, and hides nothing', () => {
    expect(titleText('vi: hosts')).toBe('vi: hosts');
    expect(titleText('  ')).toBeNull();
    expect(titleText('a\u202eb')).toBe(String.raw`a\xe2\x80\xaeb`);
    expect(titleText('<b>x</b>')).toBe('<b>x</b>');
    expect(Array.from(titleText('x'.repeat(10_000)) ?? '')).toHaveLength(65);
  });
});

describe('the end of a terminal', () => {
  const ended = { kind: 'ended', at: 1, code: 0, signal: null, reason: 'exit', by: null } as const;
  it.each([
    [ended, 'good', 'exit 0'],
    [{ ...ended, code: 3 }, 'bad', 'exit 3'],
    [{ ...ended, code: null, signal: 'SIGKILL' }, 'bad', 'ended by SIGKILL'],
    [{ ...ended, code: null, signal: 'SIGHUP', reason: 'idle' }, 'caution', 'ended by SIGHUP (nobody typed for too long)'],
    [{ ...ended, code: null, signal: 'SIGHUP', reason: 'asked', by: 'tok\u001b[2J' }, 'caution', String.raw`ended by SIGHUP (the end button was pressed by tok\x1b[2J)`],
    [{ ...ended, code: null, reason: 'stopping' }, 'caution', 'ended (nsatlas was stopped)'],
    [{ kind: 'failed', at: 1, answer: { failure: 'join', stage: 'run', message: 'no shell' } }, 'bad', 'The command could not be started: no shell'],
  ] as const)('is told with its reason', (state, tone, words) => {
    expect(endingOf(rowOf({ state }))).toMatchObject({ tone, words });
  });

  it('has not come while it runs', () => {
    expect(endingOf(rowOf({}))).toBeNull();
  });

  it('leaves the full screen of a program, and holds no sequence but ours', () => {
    const written = writtenEnding('x\u001b]52;c;AAAA\u0007');
    expect(written).toContain('\u001b[?1049l');
    expect(written).toContain(String.raw`x\x1b]52;c;AAAA\x07`);
  });

  it.each([
    ['after what came last, whatever fills the screen', 'one\r\ntwo', ['one', 'two', '── over']],
    ['also when a full screen was there before', 'one\u001b[?1049hfull\u001b[?1049l\r\ntwo\r\nthree', ['one', 'two', 'three', '── over']],
    ['and where a full screen is left by it', 'one\r\ntwo\u001b[?1049h\u001b[5;5Hfull', ['one', 'two', '── over']],
  ])('stands %s', async (_, shown, lines) => {
    const screen = new Xterm({ rows: 8, cols: 20, allowProposedApi: true });
    await new Promise<void>((taken) => screen.write(`${shown}${writtenEnding('over')}`, taken));
    const { active } = screen.buffer;
    expect(active.type).toBe('normal');
    expect(lines.map((_line, at) => active.getLine(at)?.translateToString(true))).toEqual(lines);
    screen.dispose();
  });
});

describe('the keys of a terminal', () => {
  const press = (key: string, held: Partial<KeyboardEvent> = {}) => wantedOf({ ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, code: `Key${key.toUpperCase()}`, key, ...held });
  it.each([['C', 'copy'], ['V', 'paste'], ['F', 'find'], ['L', 'leave']])('Ctrl+Shift+%s: %s', (key, wanted) => {
    expect(press(key, { ctrlKey: true, shiftKey: true })).toBe(wanted);
  });

  it('copies and pastes with Insert, and leaves Insert itself to the program', () => {
    expect(press('Insert', { ctrlKey: true })).toBe('copy');
    expect(press('Insert', { shiftKey: true })).toBe('paste');
    expect(press('Insert')).toBeNull();
  });

  it.each([['c', { ctrlKey: true }], ['z', { ctrlKey: true }], ['L', { shiftKey: true }], ['Escape', {}], ['1', {}], ['/', {}], ['C', { ctrlKey: true, shiftKey: true, altKey: true }]] as const)('are the program’s otherwise: %s', (key, held) => {
    expect(press(key, held)).toBeNull();
  });
});
