import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures';
import { statusOf } from './processes';
import { execToken, viewToken } from './tokens';

test('the web process has no user, group or capability to give away', ({ product }) => {
  const { webProcess } = product;
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(statusOf(webProcess, set), set).toBe('0000000000000000');
  expect(statusOf(webProcess, 'Uid')?.split(/\s+/)).not.toContain('0');
  expect(statusOf(webProcess, 'Gid')?.split(/\s+/)).not.toContain('0');
  expect(statusOf(webProcess, 'Groups')).toBe('');
  expect(statusOf(webProcess, 'NoNewPrivs')).toBe('1');
});

test('no secret stands in the environment or the arguments of any process of the product', async ({ product }) => {
  const secrets = [await viewToken(product), await execToken(product), product.address.slice(-43)];
  for (const pid of [product.launcher, product.webProcess]) {
    const told = readFileSync(`/proc/${pid}/environ`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    for (const secret of secrets) expect(told).not.toContain(secret);
  }
});
