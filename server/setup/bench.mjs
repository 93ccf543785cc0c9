#!/usr/bin/env node
import { requireNode } from './node-version.mjs';

requireNode();
const { runMain } = await import('./refusal.mjs');
const { benchDiscovery } = await import('./bench-discovery.mjs');

await runMain(async () => {
  await benchDiscovery(process.argv.slice(2));
  return 0;
});
