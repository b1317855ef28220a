import { defineConfig } from '@playwright/test';

/** All tests: those beside their sources, and the example scenarios. Real servers; nothing is retried, for flaky means broken. */
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'harness', testMatch: 'harness/**/*.test.ts' },
    { name: 'scenarios', testMatch: 'scenarios/*.spec.ts', timeout: 300_000 },
  ],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: process.env['CI'] === undefined ? 'list' : [['list', { printSteps: false }]],
  outputDir: '.drillbook/test-results',
  globalSetup: './harness/engines/testing/require-real-servers.ts',
});
