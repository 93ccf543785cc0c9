#!/usr/bin/env node
import { requireNode } from './node-version.mjs';

requireNode();
const { runMain } = await import('./refusal.mjs');
const { start } = await import('./start-product.mjs');

await runMain(() => start(process.argv.slice(2)));
