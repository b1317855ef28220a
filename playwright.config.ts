import { defineConfig } from '@playwright/test';

/** All tests: those beside their sources, and every scenario. Real servers; nothing is retried, for a flaky test is a broken one. */
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'harness', testMatch: 'harness/**/*.test.ts' },
    { name: 'scenarios', testMatch: 'scenarios/*.spec.ts', timeout: 600_000 },
  ],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Drills measure time: where nobody waits, each has the machine for itself.
  workers: process.env['CI'] === undefined ? 2 : 1,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  outputDir: '.drillbook/test-results',
  globalSetup: './harness/engines/testing/require-real-servers.ts',
});
