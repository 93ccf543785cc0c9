import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

/** `npm run pictures`: the pictures of README, from the running product. */
export default defineConfig({ ...base, retries: 0, testDir: '.', testMatch: 'pictures.ts', globalSetup: './world.ts', outputDir: '../test-results/pictures', timeout: 120_000, use: { ...base.use, viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5 } });
