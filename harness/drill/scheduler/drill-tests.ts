import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { test } from '@playwright/test';
import { placeOfTest } from './place-of-test.ts';
import type { DrillRequest } from './protocol.ts';
import { scenarioAnnotation } from './protocol.ts';
import { testAt } from './test-at.ts';

/**
 * Makes one Playwright test of each scenario that is named. Its status is for Playwright's reporters alone: it fails when the outcome
 * is not the expected one, and when the harness could not do its work. Whether the runbook works is judged by the parent, from the
 * journals, where no status of a test can stand for it.
 *
 * Playwright loads this file twice, to list the tests and to run them: what only a drill needs is loaded with the test itself.
 */
export function declareDrillTests(requestFile: string, ids: readonly string[]): void {
  const request = JSON.parse(readFileSync(requestFile, 'utf8')) as DrillRequest;
  const scenarios = request.scenarios.filter(({ id }) => ids.includes(id));
  for (const scenario of scenarios) {
    // Playwright refuses two tests of one title.
    const alone = scenarios.filter(({ title }) => title === scenario.title).length === 1;
    testAt(test, placeOfTest(scenario), {
      title: alone ? scenario.title : `${scenario.title} (${scenario.id})`,
      details: {
        tag: scenario.tags.map(tag => `@${tag.replace(/^@/, '')}`),
        annotation: { type: scenarioAnnotation, description: scenario.id },
      },
      body: async () => {
        test.setTimeout(0);
        const [{ drillScenario }, { outcomeOf }, { openEvidenceFolder, scenarioPath }] = await Promise.all([
          import('./drill-scenario.ts'),
          import('./outcome.ts'),
          import('../../evidence/folder.ts'),
        ]);
        const { startedAt } = openEvidenceFolder(request.evidence).header;
        const { annotations, error } = outcomeOf(await drillScenario(request, scenario), startedAt);
        const evidence = relative(process.cwd(), resolve(request.evidence, scenarioPath(scenario.id)));
        test.info().annotations.push(...annotations, { type: 'evidence', description: evidence });
        if (error !== undefined) throw error;
      },
    });
  }
}
