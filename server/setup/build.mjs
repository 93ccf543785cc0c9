#!/usr/bin/env node
import { requireNode } from './node-version.mjs';

requireNode();
const { runMain } = await import('./refusal.mjs');
const { prepare } = await import('./prepare.mjs');

await runMain(async () => {
  await prepare({ install: true });
  return 0;
});
