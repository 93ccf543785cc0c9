import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { approveVerb } from './approve.mjs';
import { startTimeOf } from './state-file.mjs';

const WHAT = 'asked by a process of uid 65534; nobody was recognised\ncommand "sh" "-c" "echo \\x1b[2J"\nas uid 0 on the host\n';
const inAnHour = (): number => Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000) + 3_600_000;

let run = '';
let pending = '';
let shown = '';

beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'nsatlas-approve-'));
  pending = join(run, 'nsatlas.abc', 'pending');
  mkdirSync(pending, { recursive: true, mode: 0o700 });
  shown = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(run, { recursive: true });
});

/** As native/pending.c writes it. */
function put({ number = '4821', pid = process.pid, startTime = startTimeOf(process.pid) ?? 0, ends = inAnHour(), what = WHAT, mode = 0o600 } = {}): string {
  const text = `nsatlas-pending 1\nhelper ${pid} ${startTime}\nends ${ends}\n${what}`;
  const path = join(pending, number);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return createHash('sha256').update(text).digest('hex');
}

const verdict = (): string | null => existsSync(join(pending, '4821.verdict')) ? readFileSync(join(pending, '4821.verdict'), 'utf8') : null;
const approve = (words: string[], says = ''): Promise<string> => approveVerb(words, { run, isRoot: true, ask: () => Promise.resolve(says) });

describe('nsatlas approve', () => {
  it('shows what the helper wrote, and answers to that very text', async () => {
    const hash = put();
    await approve(['4821'], 'y\n');
    expect(shown).toBe(`${WHAT.trimEnd()}\nconfirmed\n`);
    expect(verdict()).toBe(`permit ${hash}\n`);
    expect(statSync(join(pending, '4821.verdict')).mode & 0o7777).toBe(0o600);
    expect(readdirSync(pending).sort()).toEqual(['4821', '4821.verdict']);
  });

  it.each(['', 'n', 'no', 'yes please', 'Y E S'])('takes %j for a no', async (says) => {
    const hash = put();
    await approve(['4821'], says);
    expect(verdict()).toBe(`deny ${hash}\n`);
  });

  it.each([['--yes', 'permit'], ['--deny', 'deny']])('asks nobody with %s', async (option, word) => {
    const hash = put();
    await approveVerb([option, '4821'], { run, isRoot: true, ask: () => Promise.reject(new Error('asked')) });
    expect(verdict()).toBe(`${word} ${hash}\n`);
  });

  it('is for root', async () => {
    put();
    await expect(approveVerb(['4821'], { run, isRoot: false })).rejects.toThrow('only root can confirm: sudo npx nsatlas approve 4821');
    expect([shown, verdict()]).toEqual(['', null]);
  });

  it.each([
    ['of another number', { number: '4822' }],
    ['whose helper is gone', { pid: 4_194_304, startTime: 1 }],
    ['whose helper is another process now', { startTime: 1 }],
    ['whose time is over', { ends: 1 }],
  ])('knows no question %s', async (_, question) => {
    put(question);
    await expect(approve(['4821'], 'y')).rejects.toThrow('nothing waits to be confirmed as 4821; it may be over');
    expect(verdict()).toBeNull();
  });

  it.each([
    ['open to others', { mode: 0o644 }],
    ['with a control character', { what: 'command "sh"\u001b[2J\n' }],
    ['with nothing in it', { what: '' }],
  ])('believes no file %s', async (_, question) => {
    put(question);
    await expect(approve(['4821'], 'y')).rejects.toThrow('is not as the helper writes it');
    expect(verdict()).toBeNull();
  });

  it('believes no directory that others can write to', async () => {
    put();
    chmodSync(pending, 0o770);
    await expect(approve(['4821'], 'y')).rejects.toThrow('nothing waits');
  });

  it.each([[[]], [['x']], [['../4821']], [['48210']], [['4821', '--yes', '--deny']], [['4821', '--force']], [['4821', '4822']]])('refuses %j as no way to say it', async (words) => {
    await expect(approve(words)).rejects.toMatchObject({ exitCode: 2 });
  });
});
