import { defineConfig } from '@playwright/test';

/** Tests that take no times and wait for conditions: they may share a machine. */
const sideBySide = [
  'checking',
  'cli/check',
  'cli/survey',
  'evidence',
  'faults',
  'gate',
  'judging',
  'model',
  'planning',
  'proposing',
  'reading',
  'reference',
  'reports',
  'schema',
  'selecting',
  'support',
  'surveying',
].map(folder => `harness/${folder}/**/*.test.ts`);

/** All tests: those beside their sources, and every scenario, on real servers. */
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'side-by-side', testMatch: sideBySide },
    { name: 'harness', testMatch: 'harness/**/*.test.ts', testIgnore: sideBySide },
    { name: 'scenarios', testMatch: 'scenarios/*.spec.ts', timeout: 600_000 },
  ],
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Drills measure time: where nobody waits, each has the machine for itself.
  workers: process.env['CI'] === undefined ? 2 : 1,
  // A flaky test is a broken one: here it fails at once. CI tries it once more and names it, and fails where there are several (.ci/run).
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  outputDir: '.drillbook/test-results',
  globalSetup: ['./harness/browser/testing/require-browser.ts', './harness/engines/testing/require-real-servers.ts'],
});
