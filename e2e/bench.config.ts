import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

/** `npm run bench:exec`: how fast a command and a terminal are, beside nsenter(1) in the same run. */
export default defineConfig({ ...base, retries: 0, testDir: '.', testMatch: 'bench-exec.ts', globalSetup: './world.ts', outputDir: '../test-results/bench', timeout: 300_000 });
