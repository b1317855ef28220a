import { defineConfig } from '@playwright/test';

/** All tests: those beside their sources, and every scenario. Real servers; nothing is retried, for a flaky test is a broken one. */
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'harness', testMatch: 'harness/**/*.test.ts' },
    { name: 'scenarios', testMatch: 'scenarios/*.spec.ts', timeout: 300_000 },
  ],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 2,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  outputDir: '.drillbook/test-results',
  globalSetup: './harness/engines/testing/require-real-servers.ts',
});
