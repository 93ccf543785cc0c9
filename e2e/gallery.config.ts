import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

/** `npm run gallery`: the pictures of docs/gallery.md. */
export default defineConfig({ ...base, retries: 0, testDir: '.', testMatch: 'gallery.ts', globalSetup: './world.ts', outputDir: '../test-results/gallery', timeout: 900_000 });
