/** What a container can put in the way of a look into it: a clear state on its panel, and the rest goes on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namespaceAnswer } from '@/lib/door-schema';
import { textBytes } from '@/lib/text';
import { goTo } from './atlas-page';
import { calmNetns, restIsWell } from './calm';
import { expect, test } from './fixtures';
import { coverEtc, giveProc, helpersEnd, hostileResolvers, mountAt, SECRET } from './hostile';
import { get, pathOf } from './look';
import { inoOf, startTimeOf } from './processes';
import type { Product } from './product';
import type { Guest } from './sandbox';

/** The facts of the net namespace of a guest, as the door tells them. */
async function netOf(product: Product, { pid }: Guest) {
  const { net, trouble } = namespaceAnswer.parse(await get(product, await pathOf(product, 'net', inoOf(pid, 'net'))));
  expect(trouble).toBeNull();
  return net;
}

test('a resolv.conf that is no such file: its panel says what it is, and no file of the host is told', async ({ product, sandbox, atlas }) => {
  const calm = await calmNetns(sandbox);
  const secret = join(sandbox.folder, 'resolv.conf');
  writeFileSync(secret, `nameserver ${SECRET}\n`);
  const shadow = readFileSync('/etc/shadow', 'utf8').split('\n').filter((line) => line !== '');
  for (const { what, make, says } of hostileResolvers(secret)) {
    await test.step(what, async () => {
      const guest = await sandbox.rooted(['--net', '--mount']);
      await giveProc(guest);
      await make(join(guest.root, 'etc/resolv.conf'));
      const net = await netOf(product, guest);
      expect(net?.dns?.pid).toBe(guest.pid);
      expect(net?.dns?.trouble).toBe(says);
      const told = JSON.stringify(net);
      expect([SECRET, ...shadow].filter((text) => told.includes(text))).toEqual([]);
      const panel = await goTo(atlas, guest.name);
      await expect(panel.getByText(`resolv.conf could not be read: ${says}`)).toBeVisible();
      await restIsWell(atlas, product, calm);
    });
  }
  await helpersEnd();
});

for (const { what, stopped } of [{ what: 'is stopped', stopped: true }, { what: 'takes requests and never answers', stopped: false }]) {
  test(`a FUSE file system over /etc whose server ${what}: only the names are missing`, async ({ product, sandbox, atlas }) => {
    const calm = await calmNetns(sandbox);
    const guest = await sandbox.rooted(['--net', '--mount']);
    const server = await coverEtc(sandbox, guest);
    if (stopped) process.kill(server, 'SIGSTOP');
    const panel = await goTo(atlas, guest.name);
    await expect(panel.getByText('resolv.conf could not be read: the file system did not answer in 1 s')).toBeVisible();
    const [net] = await Promise.all([netOf(product, guest), restIsWell(atlas, product, calm)]);
    expect(net?.links.map(({ name }) => name)).toEqual(['lo']);
    // Its mounts are told without a question to the server.
    const { facts } = namespaceAnswer.parse(await get(product, await pathOf(product, 'mnt', inoOf(guest.pid, 'mnt'))));
    expect(facts?.type === 'mnt' && facts.mounts.some(({ fstype, path }) => fstype === 'fuse' && path === join(guest.root, 'etc'))).toBe(true);
    await get(product, `/api/processes/${encodeURIComponent(`${guest.pid}@${startTimeOf(guest.pid)}`)}`);
    // The kernel holds who waits for a server that has taken the request, even when killed (SECURITY.md): so one does not look again at once.
    expect((await netOf(product, guest))?.dns?.trouble).toMatch(/did not answer in 1 s, when it was asked \d+ s ago$/);
    if (!stopped) process.kill(server, 'SIGKILL');
    await helpersEnd();
  });
}

test('a mount at a path with a newline, an escape sequence and bytes that are no UTF-8 is told byte by byte', async ({ product, sandbox, atlas }) => {
  const calm = await calmNetns(sandbox);
  const guest = await sandbox.unshare(['--mount', '--net']);
  const path = await mountAt(sandbox, guest, Buffer.concat([Buffer.from('a\n\u001b[31mb\u202e<img src=x>\\012'), Buffer.from([0xff, 0xfe])]));
  const { facts } = namespaceAnswer.parse(await get(product, await pathOf(product, 'mnt', inoOf(guest.pid, 'mnt'))));
  const mounts = facts?.type === 'mnt' ? facts.mounts.map((row) => Buffer.from(textBytes(row.path))) : [];
  expect(mounts.filter((row) => row.equals(path))).toHaveLength(1);
  const panel = await goTo(atlas, guest.name);
  await panel.getByRole('button', { name: String(inoOf(guest.pid, 'mnt')) }).click();
  await panel.getByRole('button', { name: /^What differs from/ }).click();
  const row = panel.getByRole('listitem').filter({ hasText: sandbox.folder }).filter({ hasText: 'only here' });
  await expect(row).toContainText('a\\x0a\\x1b[31mb\\xe2\\x80\\xae<img src=x>\\012\\xff\\xfe');
  await restIsWell(atlas, product, calm);
  await helpersEnd();
});
