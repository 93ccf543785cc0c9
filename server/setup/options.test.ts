import { describe, expect, it, vi } from 'vitest';
import { decodeOptions, helpText } from './options.mjs';
import { Refusal } from './refusal.mjs';

function refusalOf(argv: string[]): Refusal {
  try {
    decodeOptions(argv);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`${argv.join(' ')} is taken`);
}

describe('the options of npm start', () => {
  it('have a default each', () => {
    expect(decodeOptions([])).toEqual({ port: 4280, readOnly: false, tier: 'auto', install: true, webUser: null, allowUsers: [], policy: null, help: false });
  });
  it('are taken as two words or with an equals sign', () => {
    expect(decodeOptions(['--port', '81', '--tier=proc'])).toMatchObject({ port: 81, tier: 'proc' });
  });
  it('can all be given at once', () => {
    expect(decodeOptions(['--read-only', '--no-install', '--web-user', 'www', '--allow-user', 'ann,bob', '--help'])).toMatchObject({ readOnly: true, install: false, webUser: 'www', allowUsers: ['ann', 'bob'], help: true });
  });
  it('take a policy with an equals sign, from the folder where npm was called, or the usual one', () => {
    expect(decodeOptions(['--allow-exec']).policy).toBe('/etc/nsatlas/policy');
    expect(decodeOptions(['--allow-exec', '--port', '81'])).toMatchObject({ policy: '/etc/nsatlas/policy', port: 81 });
    expect(decodeOptions(['--allow-exec=/srv/rules']).policy).toBe('/srv/rules');
    vi.stubEnv('INIT_CWD', '/srv/somewhere');
    expect(decodeOptions(['--allow-exec=rules']).policy).toBe('/srv/somewhere/rules');
    vi.unstubAllEnvs();
  });
  it('are all listed by the help', () => {
    for (const flag of ['--port', '--read-only', '--allow-exec[=FILE]', '--tier', '--no-install', '--web-user', '--allow-user', '--help']) expect(helpText()).toContain(flag);
  });
  it.each([
    [['--prot', '1'], 'unknown option --prot'],
    [['extra'], 'unknown option extra'],
    [['--port'], '--port needs N'],
    [['--port', '0'], 'not a port: 0'],
    [['--port', '65536'], 'not a port: 65536'],
    [['--port', '80x'], 'not a port: 80x'],
    [['--port', ''], 'not a port: '],
    [['--tier', 'ebpf'], 'not one of auto, bpf, proc: ebpf'],
    [['--read-only=yes'], '--read-only takes no value'],
    [['--allow-exec', 'file'], 'unknown option file'],
    [['--allow-exec='], '--allow-exec= needs FILE'],
    [['--read-only', '--allow-exec'], '--read-only and --allow-exec exclude each other'],
  ])('refuse %j in one line with exit status 2', (argv, line) => {
    const refusal = refusalOf(argv);
    expect(refusal.message).toContain(line);
    expect(refusal.message).not.toContain('\n');
    expect(refusal.exitCode).toBe(2);
  });
});
