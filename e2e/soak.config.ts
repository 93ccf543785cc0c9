import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

/** `npm run soak:kills`: takes long, and so is no part of npm test. */
export default defineConfig({ ...base, retries: 0, testDir: '.', testMatch: 'soak-kills.ts', globalSetup: './world.ts', outputDir: '../test-results/soak' });
