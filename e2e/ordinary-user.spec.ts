import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, bearer } from './ask';
import { expect, test } from './fixtures';
import { statusOf } from './processes';
import { CHECKOUT, startProduct, type Product } from './product';
import { run } from './run';

const NOBODY = 65534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
/** Prints of how many processes the net namespace cannot be read. A helper of that user closes itself to all others
 * (PR_SET_DUMPABLE), but not to itself, and it is the helper's sight that the page tells; its own companions are no processes to it. */
const COUNT = `
const { readdirSync, readlinkSync, readFileSync } = require('node:fs');
const isHelper = (status) => /^Name:\\s+nsatlas-inspect$/m.test(status);
const isCompanion = (status) => /^Uid:\\s+${NOBODY}\\b/m.test(status) && isHelper(status) && isHelper(readFileSync('/proc/' + /^PPid:\\s+(\\d+)/m.exec(status)[1] + '/status', 'utf8'));
const rows = readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).flatMap((pid) => {
  try {
    const status = readFileSync('/proc/' + pid + '/status', 'utf8');
    if (/^State:\\s+[ZX]/m.test(status) || isCompanion(status)) return [];
    try { readlinkSync('/proc/' + pid + '/ns/net'); return [true]; } catch (error) { return error.code === 'EACCES' ? [false] : []; }
  } catch { return []; }
});
process.stdout.write(String(rows.filter((isReadable) => !isReadable).length));
`;

/** A clone that everybody may read, wherever the real one stands; and a home for who has none. */
async function openClone(): Promise<{ checkout: string; home: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'nsatlas-open-'));
  const [checkout, home] = [join(folder, 'clone'), join(folder, 'home')];
  mkdirSync(checkout);
  mkdirSync(home);
  chmodSync(folder, 0o755);
  chownSync(home, NOBODY, NOBODY);
  await run(['mount', '--bind', CHECKOUT, checkout]);
  const close = async (): Promise<void> => {
    await run(['umount', checkout]);
    rmSync(home, { recursive: true });
    rmSync(folder, { recursive: true });
  };
  return { checkout, home, close };
}

let ordinary: Product & { readonly token: string };
let close: () => Promise<void>;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  const clone = await openClone();
  close = clone.close;
  const env = { HOME: clone.home, XDG_RUNTIME_DIR: clone.home };
  const product = await startProduct({ through: AS_NOBODY, checkout: clone.checkout, env });
  const token = (await run([...AS_NOBODY, process.execPath, `${clone.checkout}/server/setup/nsatlas.mjs`, 'token', '--exec', '--port', `${product.port}`], env)).trim();
  ordinary = { ...product, token };
});

test.afterAll(async () => {
  try {
    expect(await ordinary.stop()).toBe(0);
  } finally {
    await close();
  }
});

test('started by an ordinary user nothing runs as anybody else', () => {
  for (const pid of [ordinary.launcher, ordinary.webProcess]) expect(statusOf(pid, 'Uid')?.split(/\s+/)).toEqual(Array(4).fill(String(NOBODY)));
});

test('the page says how many processes could not be read, and the command that shows all', async ({ page }) => {
  await page.goto(ordinary.address);
  const banner = page.getByRole('region', { name: /of [\d,]+ processes readable/ });
  await expect(banner.getByText('sudo npm start')).toBeVisible();
  const unreadable = async (): Promise<number> => {
    const [, readable, all] = /(\d+) of (\d+) processes readable/.exec(((await banner.textContent()) ?? '').replaceAll(/(?<=\d)[,.'’\u202f](?=\d{3})/g, '')) ?? [];
    return Number(all) - Number(readable);
  };
  const truth = async (): Promise<number> => Number(await run([...AS_NOBODY, process.execPath, '-e', COUNT]));
  // Processes come and go, and the page is some seconds behind: what it says was true when one of the last counts was taken, or between two.
  const truths: number[] = [];
  await expect.poll(async () => {
    truths.push(await truth());
    const last = truths.slice(-5);
    const said = await unreadable();
    return said >= Math.min(...last) && said <= Math.max(...last) ? 'within' : `${said}, counted ${last.join()}`;
  }).toBe('within');
});

test('what that user may see is there: their own processes and namespaces', async () => {
  const snapshot = JSON.parse((await ask(ordinary, '/api/snapshot', { headers: bearer(ordinary.token) })).text) as { processes: { pid: number; namespaces: Record<string, number> }[]; completeness: { unreadable: number } };
  expect(snapshot.processes.find(({ pid }) => pid === ordinary.webProcess)?.namespaces['net']).toBeGreaterThan(0);
  expect(snapshot.completeness.unreadable).toBeGreaterThan(0);
  expect(snapshot.processes.some(({ pid }) => pid === 1)).toBe(true);
});

test('a user namespace of their own can be stepped into', async () => {
  const guest = run([...AS_NOBODY, 'unshare', '--user', '--map-root-user', '--uts', '--', 'sleep', '320.5']).catch(() => null);
  const snapshot = async (): Promise<{ key: string } | undefined> => {
    const { processes } = JSON.parse((await ask(ordinary, '/api/snapshot', { headers: bearer(ordinary.token) })).text) as { processes: { key: string; argv: unknown[] }[] };
    return processes.find(({ argv }) => argv.join(' ') === 'sleep 320.5');
  };
  await expect.poll(snapshot).toBeDefined();
  const { key } = (await snapshot()) ?? { key: '' };
  const answer = await ask(ordinary, '/api/exec', { method: 'POST', headers: bearer(ordinary.token), body: { target: `process/${key}`, types: ['user', 'uts'], argv: ['id', '-u'] } });
  expect(JSON.parse(answer.text)).toMatchObject({ code: 0, stdout: '0\n' });
  process.kill(Number(key.split('@')[0]), 'SIGKILL');
  await guest;
});
