/** Under a policy: who wants to run something is recognised by PAM as a real user of the host, and root says yes to what needs it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ask, bearer } from './ask';
import { execOn, execPanel, goTo, LIKE_THE_TARGET, output } from './atlas-page';
import { complaints } from './axe';
import { expect, test as base } from './fixtures';
import { CHECKOUT, privateDirectory, startProduct, type Product } from './product';
import { run, until } from './run';
import { input } from './terminal-page';
import { execToken, viewToken } from './tokens';

const USER = 'rights-e2e';
const PASSWORD = 'correct horse 7';
const SERVICE = '/etc/pam.d/nsatlas';
/** The last rule that matches decides. */
const POLICY = `permit exec user ${USER} as any in any auth ticket
permit exec user ${USER} as any in any auth confirm cmd /usr/bin/uname
`;

/** A user, a service of PAM and a policy, as long as the product of this file runs. */
const test = base.extend<object, { product: Product }>({
  product: [
    async ({}, use) => {
      const directory = mkdtempSync('/run/rights-e2e-');
      const hadService = existsSync(SERVICE);
      try {
        await addUser();
        if (!hadService) writeFileSync(SERVICE, readFileSync(`${CHECKOUT}/docs/pam/nsatlas`), { mode: 0o644 });
        writeFileSync(`${directory}/policy`, POLICY, { mode: 0o644 });
        const product = await startProduct({ options: [`--allow-exec=${directory}/policy`] });
        await use(product);
        await product.stop();
      } finally {
        await run(['userdel', USER]).catch(() => undefined);
        if (!hadService) rmSync(SERVICE, { force: true });
        rmSync(directory, { recursive: true });
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

async function addUser(): Promise<void> {
  await run(['userdel', USER]).catch(() => undefined);
  const hash = (await run(['openssl', 'passwd', '-6', PASSWORD])).trim();
  await run(['useradd', '--system', '--no-create-home', '--password', hash, USER]);
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Who are you on this host?' });

async function giveName(page: Page): Promise<void> {
  await expect(dialog(page).getByLabel('User name on the host')).toBeFocused();
  await page.keyboard.type(USER);
  await page.keyboard.press('Enter');
}

async function givePassword(page: Page, password: string): Promise<void> {
  await expect(dialog(page).getByLabel('Password:')).toBeFocused();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/** Presses Run, and gives the card. */
async function start(page: Page, line: string) {
  const panel = await execOn(page);
  await panel.getByRole('textbox', { name: 'Command', exact: true }).fill(line);
  await panel.getByText(LIKE_THE_TARGET).first().click();
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  return panel.getByRole('region', { name: 'Runs' }).getByRole('listitem').first();
}

/** As if the tickets of this product had been used so much earlier. */
function ageTickets(product: Product, milliseconds: number): void {
  const tickets = join(privateDirectory(product), 'tickets');
  for (const name of readdirSync(tickets)) {
    const text = readFileSync(join(tickets, name), 'utf8');
    writeFileSync(join(tickets, name), text.replaceAll(/^(created|used) (\d+)$/gm, (_, word: string, at: string) => `${word} ${Number(at) - milliseconds}`));
  }
}

const approve = (number: string) => run([process.execPath, `${CHECKOUT}/server/setup/nsatlas.mjs`, 'approve', number, '--yes']);

test('a command runs once its user is recognised, once root confirmed it, and no longer when that is given back', async ({ atlas, sandbox, product }) => {
  const guest = await sandbox.unshare(['--net', '--uts']);
  const inside = ['nsenter', `--uts=/proc/${guest.pid}/ns/uts`, `--net=/proc/${guest.pid}/ns/net`, '--'];
  await run([...inside, 'hostname', 'rights.guest']);
  await goTo(atlas, guest.name);

  const card = await start(atlas, 'sh -c "id; uname -n"');
  await expect(dialog(atlas)).toContainText('authenticate as somebody whom it permits this');
  expect(await complaints(atlas, 'dialog')).toEqual([]);
  await giveName(atlas);
  await givePassword(atlas, 'wrong');
  await expect(dialog(atlas).getByRole('alert').filter({ hasText: /^Not recognised/ })).toHaveCount(1);
  await givePassword(atlas, PASSWORD);
  await expect(dialog(atlas)).toBeHidden();
  await expect(output(card)).toHaveText((await run([...inside, 'sh', '-c', 'id; uname -n'])).trimEnd());
  await expect(atlas.getByRole('banner')).toContainText(new RegExp(`recognised as\\s*${USER}\\s*[45]:\\d\\d left`));

  const confirmed = await start(atlas, '/usr/bin/uname -n');
  const number = /approve (\d{4})/.exec(await confirmed.getByText(/^sudo npx nsatlas approve \d{4}$/).innerText())?.[1] ?? '';
  await expect(confirmed).toContainText(`Confirmation ${number} waits on the host`);
  expect(await approve(number)).toContain('"/usr/bin/uname" "-n"');
  await expect(output(confirmed)).toHaveText('rights.guest');

  const left = await start(atlas, '/usr/bin/uname -r');
  const other = /approve (\d{4})/.exec(await left.getByText(/^sudo npx nsatlas approve/).innerText())?.[1] ?? '';
  await left.getByRole('button', { name: 'Give up' }).click();
  await expect(left).toContainText('You stopped it');
  await until('nothing waits any more', () => approve(other).then(() => false, (error: unknown) => String(error).includes('nothing waits')));

  // Five minutes in which it was not used.
  ageTickets(product, 5 * 60_000 + 1);
  const late = await start(atlas, 'id -u');
  await giveName(atlas);
  await givePassword(atlas, PASSWORD);
  await expect(output(late)).toHaveText((await run(['id', '-u'])).trim());

  await atlas.getByRole('button', { name: 'Give back' }).click();
  await expect(atlas.getByRole('button', { name: 'Step up' })).toBeVisible();
  const refused = await start(atlas, 'id -u');
  await expect(dialog(atlas)).toBeVisible();
  await atlas.keyboard.press('Escape');
  await expect(refused).toContainText('The policy of this host does not permit it');
});

test('a terminal begins once its user is recognised, in the tab that was asked for', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  const panel = await execOn(atlas);
  await panel.getByText(LIKE_THE_TARGET).first().click();
  await panel.getByRole('textbox', { name: 'Command', exact: true }).fill('sleep 4711');
  await panel.getByRole('button', { name: 'Run in a terminal', exact: true }).click();
  await giveName(atlas);
  await givePassword(atlas, PASSWORD);
  await expect(input(atlas)).toBeAttached();
  const uts = await run(['readlink', `/proc/${guest.pid}/ns/uts`]);
  await until('it sleeps in there', async () => {
    const pids = (await run(['pgrep', '-fx', 'sleep 4711']).catch(() => '')).trim().split('\n').filter((pid) => pid !== '');
    return (await Promise.all(pids.map((pid) => run(['readlink', `/proc/${pid}/ns/uts`])))).includes(uts);
  });
  await expect(execPanel(atlas).getByRole('tab')).toHaveCount(3);
});

test('a program that may only look cannot step up; one that may run commands is told what it lacks', async ({ product }) => {
  const looks = bearer(await viewToken(product));
  const runs = bearer(await execToken(product));
  expect((await ask(product, '/api/elevation', { method: 'POST', headers: looks, body: { user: USER } })).status).toBe(403);
  expect(JSON.parse((await ask(product, '/api/elevation', { headers: looks })).text)).toMatchObject({ ticket: null });
  const { processes } = JSON.parse((await ask(product, '/api/snapshot', { headers: runs })).text) as { processes: { pid: number; key: string }[] };
  const exec = { target: `process/${processes.find(({ pid }) => pid === process.pid)?.key ?? ''}`, types: ['uts'], argv: ['id'] };
  const refused = await ask(product, '/api/exec', { method: 'POST', headers: runs, body: exec });
  expect([refused.status, JSON.parse(refused.text)]).toMatchObject([403, { failure: 'denied', stage: 'rights', errno: 'ENOKEY' }]);
  const asked = JSON.parse((await ask(product, '/api/elevation', { method: 'POST', headers: runs, body: { user: USER } })).text) as { id: string };
  const granted = await ask(product, `/api/elevation/${asked.id}`, { method: 'POST', headers: runs, body: { answers: [PASSWORD] } });
  expect(JSON.parse(granted.text)).toMatchObject({ kind: 'granted', elevation: { ticket: { user: USER } } });
  const ran = await ask(product, '/api/exec', { method: 'POST', headers: runs, body: exec });
  expect(JSON.parse(ran.text)).toMatchObject({ code: 0, stdout: await run(['id']) });
  await ask(product, '/api/elevation', { method: 'DELETE', headers: runs });
  const { records } = JSON.parse((await ask(product, '/api/audit', { headers: looks })).text) as { records: { verb: string; event: string; user: string | null; viewer: string | null }[] };
  const [last, , , before] = records.filter(({ user, viewer }) => user === USER && viewer === 'the exec token');
  expect([last, before]).toMatchObject([{ verb: 'authenticate', event: 'given-back', user: USER }, { verb: 'authenticate', event: 'granted', user: USER }]);
  expect(JSON.stringify(records)).not.toContain(PASSWORD);
});
