import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

/** `npm run bench:click`: how long a click on a pod takes until its address is on screen. */
export default defineConfig({ ...base, retries: 0, testDir: '.', testMatch: 'bench-click.ts', globalSetup: './world.ts', outputDir: '../test-results/bench-click', timeout: 300_000, use: { ...base.use, trace: 'off' } });
