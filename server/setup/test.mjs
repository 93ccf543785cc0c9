#!/usr/bin/env node
import { requireNode } from './node-version.mjs';

requireNode();
const { runMain } = await import('./refusal.mjs');
const { test } = await import('./test-product.mjs');

await runMain(() => test(process.argv.slice(2)));
