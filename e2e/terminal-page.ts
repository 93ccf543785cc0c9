/** Terminals in the words of who uses them. */
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { execOn, execPanel, inspector, LIKE_THE_TARGET } from './atlas-page';

/** Its shell has begun, and its lines can be read as a screen reader reads them. */
export async function openTerminal(page: Page): Promise<Locator> {
  await inspector(page).getByRole('button', { name: 'Open a terminal' }).click();
  await beReadable(page);
  return lines(page);
}

/** The same with sh(1), which reads no file of the host's root before it listens: what stands in ~/.bashrc there is not ours to know. */
export async function openSh(page: Page): Promise<Locator> {
  const command = tab(page, /^Command/);
  if (await command.isVisible()) await command.click();
  const panel = await execOn(page);
  await panel.getByText(LIKE_THE_TARGET).first().click();
  await panel.getByRole('textbox', { name: 'Command', exact: true }).fill('sh');
  await panel.getByRole('button', { name: 'Run in a terminal', exact: true }).click();
  await beReadable(page);
  return lines(page);
}

/** Asks for the lines of the terminal as text; this browser keeps it. */
export async function beReadable(page: Page): Promise<void> {
  await expect(input(page)).toBeAttached();
  if (await lines(page).isVisible()) return;
  await choose(page, 'Lines for a screen reader');
  await input(page).focus();
}

/** One of the further tools. */
export async function choose(page: Page, tool: string): Promise<void> {
  await execPanel(page).getByRole('button', { name: 'More', exact: true }).click();
  await execPanel(page).getByRole('button', { name: tool, exact: true }).click();
}

export function lines(page: Page): Locator {
  return execPanel(page).getByRole('list', { name: 'Lines of the terminal' });
}

/** Where the keys go. */
export function input(page: Page): Locator {
  return execPanel(page).getByRole('textbox', { name: /^Terminal in/ });
}

export function tab(page: Page, name: string | RegExp): Locator {
  return execPanel(page).getByRole('tab', { name });
}

/** What a program or a person would type there. */
export async function type(page: Page, text: string): Promise<void> {
  await input(page).focus();
  await page.keyboard.type(text);
}

/** Types a line, and waits for what it prints. */
export async function runIn(page: Page, line: string, printed: string | RegExp): Promise<void> {
  await type(page, `${line}\n`);
  await expect(lines(page)).toContainText(printed);
}

/** By the key for it, from the clipboard. The page must have been granted that. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await input(page).focus();
  await page.keyboard.press('Control+Shift+V');
}

/** Selects the word that the line with this text begins with, as one does with a mouse. Gives where it stands. */
export async function selectWord(page: Page, line: string): Promise<{ x: number; y: number }> {
  const box = await lines(page).getByText(line, { exact: true }).first().boundingBox();
  if (box === null) throw new Error(`"${line}" is not shown`);
  const word = { x: box.x + 4, y: box.y + box.height / 2 };
  await page.mouse.dblclick(word.x, word.y);
  return word;
}

/** All lines there are, saved as a file. */
export async function savedText(page: Page): Promise<string> {
  const saved = page.waitForEvent('download');
  await choose(page, 'Save what it printed');
  return readFileSync(await (await saved).path(), 'utf8');
}
