import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { A_POD, execPanel, goTo } from './atlas-page';
import { complaints } from './axe';
import { expect, test } from './fixtures';
import { argvOf, inoOf, pidsIn, pidsWith, statusOf } from './processes';
import { run } from './run';
import { endProcess } from './sandbox';
import { choose, input, lines, openSh, openTerminal, paste, runIn, savedText, selectWord, tab, type } from './terminal-page';

/** Told by the browser itself, from the first moment of each document. */
const COUNT_VIOLATIONS = `
  window.violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => window.violations.push(violatedDirective + ' ' + blockedURI));
`;

/** The living process with these words, once it is there. */
async function runningAs(words: string): Promise<number> {
  const found = (): number | undefined => pidsWith(words.split(' ').at(-1) ?? '').find((pid) => argvOf(pid).join(' ').endsWith(words));
  await expect.poll(found).toBeDefined();
  return found() ?? 0;
}

/** Rows and columns of the terminal of a process, as stty(1) reads them. */
async function sizeOf(pid: number): Promise<string> {
  return (await run(['stty', '-F', `/proc/${pid}/fd/0`, 'size'])).trim();
}

test('a shell in a Podman container: its own hostname, Ctrl+Z and fg, Ctrl+C, its exit status', async ({ atlas, pod }) => {
  const hostname = (await run(['nsenter', `--uts=/proc/${pod.container.pid}/ns/uts`, '--', 'hostname'])).trim();
  await goTo(atlas, pod.name, A_POD);
  await openTerminal(atlas);
  await runIn(atlas, 'echo "<$(hostname)>"', `<${hostname}>`);
  const words = `sleep 8${pod.container.pid}`;
  await type(atlas, `${words}\n`);
  const sleeper = await runningAs(words);
  await atlas.keyboard.press('Control+Z');
  await expect.poll(() => statusOf(sleeper, 'State')).toMatch(/^T/);
  await type(atlas, 'fg\n');
  await expect.poll(() => statusOf(sleeper, 'State')).toMatch(/^S/);
  await atlas.keyboard.press('Control+C');
  await runIn(atlas, 'echo "over $?"', 'over 130');
  expect(argvOf(sleeper)).toEqual([]);
  await type(atlas, 'exit 7\n');
  await expect(lines(atlas)).toContainText('── exit 7');
  await execPanel(atlas).getByRole('button', { name: 'Open again' }).click();
  await runIn(atlas, 'echo $((40 + 2))', '42');
});

test('a program that fills the screen follows the size, and is there again after a reload', async ({ atlas, sandbox }) => {
  await atlas.addInitScript(COUNT_VIOLATIONS);
  await atlas.reload();
  const guest = await sandbox.unshare(['--uts', '--net']);
  const notes = join(sandbox.folder, 'notes');
  writeFileSync(notes, 'what the notes say\n');
  await goTo(atlas, guest.name);
  await openSh(atlas);
  await runIn(atlas, `busybox vi ${notes}`, 'what the notes say');
  const editor = await runningAs(`vi ${notes}`);
  const before = await sizeOf(editor);
  await atlas.setViewportSize({ width: 1500, height: 900 });
  await expect.poll(() => sizeOf(editor)).not.toBe(before);
  await atlas.reload();
  await expect(lines(atlas)).toContainText('what the notes say');
  await type(atlas, ':q!\n');
  await expect.poll(() => argvOf(editor)).toEqual([]);
  await runIn(atlas, 'echo $((40 + 2))', '42');
  expect(await atlas.evaluate('window.violations')).toEqual([]);
});

test('without WebGL it is painted too, and keeps to the policy of the page', async ({ atlas, sandbox }) => {
  await atlas.addInitScript(COUNT_VIOLATIONS);
  await atlas.addInitScript(`
    const getContext = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === 'webgl2' ? null : getContext.call(this, kind, ...rest); };
  `);
  await atlas.reload();
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await openSh(atlas);
  await runIn(atlas, String.raw`printf '\033[31mred %s\033[0m\n' $((1 + 1))`, 'red 2');
  const red = execPanel(atlas).getByText('red 2').last();
  // The colour is that of a style sheet that xterm.js wrote.
  await expect.poll(() => red.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(179, 38, 30)');
  expect(await atlas.evaluate('window.violations')).toEqual([]);
});

test('several terminals stand side by side, and end from Sessions', async ({ atlas, sandbox }) => {
  const [one, two] = [await sandbox.unshare(['--uts']), await sandbox.unshare(['--uts'])];
  await run(['nsenter', `--uts=/proc/${two.pid}/ns/uts`, '--', 'hostname', 'two.test']);
  await goTo(atlas, one.name);
  await openSh(atlas);
  await runIn(atlas, 'echo first $((1 + 1))', 'first 2');
  await goTo(atlas, two.name);
  await openSh(atlas);
  await runIn(atlas, 'hostname', 'two.test');
  await tab(atlas, new RegExp(one.name)).click();
  await expect(lines(atlas)).toContainText('first 2');
  await tab(atlas, /^Sessions/).click();
  const session = execPanel(atlas).getByRole('list', { name: 'Sessions' }).getByRole('listitem').filter({ hasText: two.name });
  await session.getByRole('button', { name: 'End' }).click();
  await expect(session).toContainText('the end button was pressed');
  await tab(atlas, new RegExp(two.name)).click();
  await expect(execPanel(atlas)).toContainText('the end button was pressed');
});

test('the end of what it had joined is told with its signal', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--pid', '--fork', '--kill-child']);
  await goTo(atlas, guest.name);
  await openSh(atlas);
  await runIn(atlas, 'echo in $((1 + 1))', 'in 2');
  await endProcess(guest.pid);
  await expect(lines(atlas)).toContainText('── ended by SIGKILL');
  await expect(execPanel(atlas).getByRole('button', { name: 'Open again' })).toBeVisible();
});

test('nothing that a program prints reaches out of the terminal unseen', async ({ atlas, sandbox }) => {
  await atlas.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await openSh(atlas);
  const title = await atlas.title();
  await atlas.evaluate('navigator.clipboard.writeText("mine")');
  const bad = join(sandbox.folder, 'bad');
  writeFileSync(bad, `\u001b]0;evil \u202e title\u0007\u001b]52;c;${Buffer.from('rm -rf /').toString('base64')}\u0007\u001b]52;c;?\u0007\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007\n`);
  await runIn(atlas, `cat ${bad}`, 'link');
  await expect(execPanel(atlas)).toContainText(String.raw`evil \xe2\x80\xae title`);
  await expect(execPanel(atlas)).toContainText('wants to put this on your clipboard');
  expect(await atlas.title()).toBe(title);
  expect(await atlas.evaluate('navigator.clipboard.readText()')).toBe('mine');
  await execPanel(atlas).getByRole('button', { name: 'Ignore' }).click();
  // Nothing answered the question for the clipboard: the line is empty.
  await runIn(atlas, 'echo $((40 + 2))', '42');
  expect(atlas.context().pages()).toHaveLength(1);
});

test('the keys of the clipboard: a paste of several lines is asked about, and controls do not pass', async ({ atlas, sandbox }) => {
  await atlas.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await openSh(atlas);
  await runIn(atlas, 'echo ready $((1 + 1))', 'ready 2');
  const { x, y } = await selectWord(atlas, 'ready 2');
  await atlas.keyboard.press('Control+Shift+C');
  await expect.poll(() => atlas.evaluate('navigator.clipboard.readText()')).toBe('ready');
  // As on any Linux: what is selected, without a key.
  await atlas.mouse.click(x, y, { button: 'middle' });
  await type(atlas, '; echo $((40 + 2))\n');
  await expect(lines(atlas)).toContainText(/ready; echo .*42/s);
  await paste(atlas, 'echo one\necho \u001b[201~two\n');
  const question = atlas.getByRole('dialog', { name: 'Paste this?' });
  await expect(question).toContainText(String.raw`echo \x1b[201~two`);
  await atlas.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await runIn(atlas, '', 'ready 2');
  await expect(lines(atlas)).not.toContainText('echo one');
  await paste(atlas, 'echo "<one line>"');
  await runIn(atlas, '', '"<one line>"<one line>');
  await paste(atlas, 'echo one\necho \u001b[201~two\n');
  await question.getByRole('button', { name: 'Paste', exact: true }).click();
  await atlas.keyboard.press('Enter');
  await expect(lines(atlas)).toContainText('[201~two');
});

test('keys of the page rest in a terminal, one key leaves it, and axe has nothing to complain about', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await openSh(atlas);
  await type(atlas, '1e/c?4');
  await atlas.keyboard.press('Escape');
  await expect(input(atlas)).toBeFocused();
  await expect(atlas).not.toHaveURL(/lens=|compare=/);
  await atlas.keyboard.press('Control+Shift+L');
  await expect(tab(atlas, new RegExp(guest.name))).toBeFocused();
  expect(await complaints(atlas, 'main')).toEqual([]);
  const asked: string[] = [];
  atlas.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await atlas.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await type(atlas, '\nexit\n');
  await expect(lines(atlas)).toContainText('── exit');
  // A menu is closed alone, the terminal behind it stays.
  await execPanel(atlas).getByRole('button', { name: 'More', exact: true }).click();
  await atlas.keyboard.press('Escape');
  await expect(execPanel(atlas).getByRole('button', { name: 'Select all' })).toBeHidden();
  await expect(lines(atlas)).toBeVisible();
  const closed = atlas.waitForEvent('close');
  await atlas.close({ runBeforeUnload: true });
  await closed;
  expect(asked).toHaveLength(1);
});

test('a network that is lost is told, with what was typed meanwhile, and nothing printed is missing or twice', async ({ atlas, sandbox }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await openSh(atlas);
  const enough = join(sandbox.folder, 'enough');
  await runIn(atlas, `n=0; until test -e ${enough}; do n=$((n + 1)); echo "line $n."; sleep 0.02; done; echo "last $n"`, /line \d+\./);
  await atlas.context().setOffline(true);
  // Nothing tells that it is cut, but that nothing answers.
  await type(atlas, 'a');
  const panel = execPanel(atlas);
  await expect(panel).toContainText('Not connected, trying again');
  await expect(lines(atlas)).toContainText(/line \d+\./);
  await type(atlas, 'bc');
  await expect(panel).toContainText('(2 bytes) was not sent');
  await atlas.context().setOffline(false);
  await expect(panel).toContainText(/did not arrive/);
  writeFileSync(enough, '');
  await expect(lines(atlas)).toContainText(/last \d+/);
  const numbers = [...(await savedText(atlas)).matchAll(/line (\d+)\./g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: Number(/last (\d+)/.exec((await lines(atlas).textContent()) ?? '')?.[1]) }, (_, at) => at + 1));
});

test('twenty terminals at once: each echoes, the keys walk among them, and nothing is left of them', async ({ atlas, sandbox }) => {
  const guest = await sandbox.rooted(['--uts', '--mount']);
  mkdirSync(join(guest.root, 'bin'));
  copyFileSync('/usr/bin/busybox', join(guest.root, 'bin/sh'));
  const inside = (): number[] => pidsIn('uts', inoOf(guest.pid, 'uts'));
  const before = inside();
  await goTo(atlas, guest.name);
  await openTerminal(atlas);
  const tabs = execPanel(atlas).getByRole('tab', { name: new RegExp(guest.name) });
  for (let at = 1; at <= 20; at += 1) {
    await expect(tabs).toHaveCount(at);
    await type(atlas, `echo "<${at} $((${at} + 100))>"\n`);
    await expect(lines(atlas)).toContainText(`<${at} ${at + 100}>`);
    await atlas.keyboard.press('Control+Shift+L');
    if (at < 20) await atlas.keyboard.press('t');
  }
  expect(inside()).toHaveLength(before.length + 20);
  for (const sticky of [/^Command/, /^Sessions/]) await expect(tab(atlas, sticky)).toBeInViewport({ ratio: 1 });
  await atlas.keyboard.press('Home');
  await expect(tab(atlas, /^Command/)).toBeFocused();
  await atlas.keyboard.press('End');
  await atlas.keyboard.press('ArrowLeft');
  for (let at = 20; at >= 1; at -= 1) {
    await expect(lines(atlas)).toContainText(`<${at} ${at + 100}>`);
    await expect(tabs.last()).toBeInViewport();
    await tabs.last().press('Delete');
    await atlas.getByRole('button', { name: 'End it' }).click();
    await expect(tabs).toHaveCount(at - 1);
  }
  await expect.poll(inside).toEqual(before);
});

test('where there is no shell that is said, and the tools of the host are one button away', async ({ atlas, sandbox }) => {
  const guest = await sandbox.rooted(['--net', '--mount']);
  await goTo(atlas, guest.name);
  await openTerminal(atlas);
  await expect(lines(atlas)).toContainText('There is no shell in there: bash, sh and busybox were looked for.');
  await execPanel(atlas).getByRole('button', { name: 'Network only, tools of the host' }).click();
  await expect(execPanel(atlas)).toContainText('bash · net');
  await expect.poll(() => pidsIn('net', inoOf(guest.pid, 'net')).map((pid) => argvOf(pid)[0])).toContain('bash');
});

test('what was recorded is played again, and others watch without typing', async ({ atlas, sandbox, product }) => {
  const guest = await sandbox.unshare(['--uts']);
  await goTo(atlas, guest.name);
  await openSh(atlas);
  await runIn(atlas, 'echo ready $((1 + 1))', 'ready 2');
  await choose(atlas, 'Record');
  await expect(execPanel(atlas)).toContainText('Recording');
  await choose(atlas, 'Let others watch');
  await runIn(atlas, 'echo seen $((40 + 2))', 'seen 42');
  const id = await watchedId(atlas);
  const other = await atlas.context().newPage();
  await other.goto(`${product.base}/?watch=${id}`);
  await expect(execPanel(other)).toContainText('You are watching');
  await expect(lines(other)).toContainText('seen 42');
  await other.close();
  await choose(atlas, 'Play the recording');
  await expect(execPanel(atlas).getByRole('region', { name: /^Recording/ }).getByRole('list')).toContainText('seen 42');
});

/** The id in the address that is copied for those who may watch. */
async function watchedId(atlas: Page): Promise<string> {
  await atlas.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await execPanel(atlas).getByRole('button', { name: 'Copy address to watch it' }).click();
  const address = String(await atlas.evaluate('navigator.clipboard.readText()'));
  return new URL(address).searchParams.get('watch') ?? '';
}
