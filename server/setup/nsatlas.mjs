#!/usr/bin/env node
import { requireNode } from './node-version.mjs';

requireNode();
const { runMain } = await import('./refusal.mjs');
const { runVerb } = await import('./command-line.mjs');

await runMain(() => runVerb(process.argv.slice(2)));
