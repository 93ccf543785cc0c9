import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

/** `npm run bench:picture`: how fast and how still the picture of a crowded host is, beside plain d3-force. */
export default defineConfig({ ...base, retries: 0, testDir: '.', testMatch: 'bench-picture.ts', globalSetup: [], outputDir: '../test-results/bench-picture', timeout: 900_000, use: { ...base.use, trace: 'off' } });
