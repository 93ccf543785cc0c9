/** How long a click on a pod takes until its address is on screen, in the real page with real pods, beside `ip` inside the same one. */
import type { Locator } from '@playwright/test';
import { A_POD, find } from './atlas-page';
import { test } from './fixtures';
import { run } from './run';
import { addressesIn, type PodmanPod } from './sandbox';

const PODS = 5;
const ROUNDS = 4;
const BUDGET_MS = 150;

/** The end of the first frame in which the inspector has the address. */
async function clickTime(row: Locator, address: string): Promise<number> {
  return row.evaluate((element: HTMLElement, wanted) => new Promise<number>((resolve) => {
    const panel = document.querySelector('[aria-label="Inspector"]');
    if (panel?.textContent.includes(wanted) !== false) throw new Error('it is there before the click');
    const began = performance.now();
    const look = (): void => {
      if (!panel.textContent.includes(wanted)) requestAnimationFrame(look);
      else setTimeout(() => resolve(performance.now() - began));
    };
    element.click();
    requestAnimationFrame(look);
  }), address);
}

async function addressOf({ container: { pid } }: PodmanPod): Promise<string> {
  const first = (await addressesIn({ pid })).find(({ ifname, family }) => ifname === 'eth0' && family === 'inet');
  return `${first?.local}/${first?.prefixlen}`;
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

test('a click on a pod until its address is on screen', async ({ atlas, sandbox }) => {
  const pods: PodmanPod[] = [];
  while (pods.length < PODS) pods.push(await sandbox.pod('click'));
  const [first, again, peer]: number[][] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const pod of pods) {
      const address = await addressOf(pod);
      const row = (await find(atlas, pod.name)).filter({ hasText: pod.name }).filter({ hasText: A_POD }).first();
      await row.waitFor();
      (round === 0 ? first : again)?.push(await clickTime(row, address));
      const began = performance.now();
      await run(['nsenter', `--net=/proc/${pod.container.pid}/ns/net`, '--', 'ip', 'address']);
      peer?.push(performance.now() - began);
    }
  }
  for (const [what, found] of [['never looked at before', first], ['looked at before', again]] as const) {
    const took = middle(found ?? []);
    process.stdout.write(`${took <= BUDGET_MS ? 'met     ' : 'NOT MET '} click on a pod ${what}, to its address on screen: ${took.toFixed(0)} ms (budget ≤ ${BUDGET_MS} ms; nsenter ip address: ${middle(peer ?? []).toFixed(1)} ms)\n`);
  }
});
