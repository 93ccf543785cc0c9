import { defineConfig } from '@playwright/test';

/** Debian's chromium: nothing is downloaded. It runs as root in tests, hence no sandbox of its own. */
export const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './e2e/world.ts',
  fullyParallel: false,
  // The specs make namespaces and look at all of the host: one at a time sees one world.
  workers: 1,
  forbidOnly: process.env['NSATLAS_MUST_WORK'] === '1',
  // What passes only then is told as flaky, and counted as unsteady (docs/decisions/0021).
  retries: 1,
  // Patience costs nothing where all is well; a machine under load needs it.
  timeout: 420_000,
  expect: { timeout: 45_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    launchOptions: CHROMIUM,
    // A trace of every step costs more than the steps: --trace=on where one is wanted.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
