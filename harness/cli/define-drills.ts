import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { CallersTest } from '../drill/scheduler/callers-test.ts';
import { scenarioAnnotation } from '../drill/scheduler/protocol.ts';
import { shownText } from '../drill/scheduler/shown-text.ts';
import { testAt } from '../drill/scheduler/test-at.ts';
import { redaction } from '../evidence/redaction.ts';
import { readHeading } from '../reading/scenario/heading.ts';
import type { Heading } from '../reading/scenario/heading.ts';
import { HarnessError } from '../support/harness-error.ts';
import { callerOf } from './define-drills/caller.ts';
import { drillInTest } from './define-drills/drill-in-test.ts';
import type { DrillInTest } from './define-drills/drill-in-test.ts';
import { readDrillsOptions } from './define-drills/options.ts';
import type { DrillsOptions } from './define-drills/options.ts';
import { findScenarios } from './find-scenarios.ts';

/**
 * Declares one test for each scenario in a Playwright spec of your own, with your own `test`:
 *
 * ```ts
 * import { test } from '@playwright/test';
 * import { defineDrills } from 'drillbook';
 * defineDrills(test, { scenarios: 'scenarios', engine: 'processes' });
 * ```
 *
 * A test drills its scenario, shows trials and steps, leaves sealed evidence of its own, and fails at the runbook's line when the outcome,
 * judged from the journals, is not the one that the scenario expects. Tests have no time limit of Playwright's, for a drill has its own,
 * and are never retried, whatever the configuration says: a second try that passes would hide the first.
 *
 * @throws {HarnessError} `usage` for an option that does not exist, and where there is nothing to drill.
 */
export function defineDrills(test: CallersTest, options: DrillsOptions = {}): void {
  const { scenarios, ...how } = readDrillsOptions(options);
  const cwd = process.cwd();
  const { files, tags } = findScenarios(scenarios, cwd);
  const headings = files
    .map(file => ({ file, ...readHeading(file, readFileSync(file, 'utf8')) }))
    .filter(heading => tags.length === 0 || tags.some(tag => heading.tags.includes(tag) || heading.tags.includes(`@${tag}`)));
  if (headings.length === 0)
    throw new HarnessError(
      'usage',
      `unexpected scenarios ${scenarios.length === 0 ? 'scenarios' : scenarios.join(', ')}, expected one or more scenario files there`,
      `Paths are relative to the working directory, ${cwd}.`,
    );
  // Playwright takes a spec whose tests are all elsewhere for that other file, and then finds none when the spec is named.
  const here = callerOf();
  test.describe(() => {
    // Steps beside each other is what a drill is about; a retry that passes would hide what failed.
    test.describe.configure({ mode: 'parallel', retries: 0 });
    let running: DrillInTest | undefined;
    for (const heading of headings) {
      testAt(test, here ?? heading.location, {
        title: titleOf(heading, headings),
        details: {
          tag: heading.tags.map(tag => `@${shownText(hiddenIn(heading)(tag)).replace(/^@/, '')}`),
          annotation: { type: scenarioAnnotation, description: relative(cwd, heading.file) },
        },
        body: async () => {
          running = drillInTest(test, heading, { cwd, ...how });
          await running.ended;
        },
      });
    }
    // Also called when Playwright interrupts a test, which goes on behind its back: it then cleans up.
    test.afterEach(async () => {
      running?.abort('the end of its test');
      await running?.ended.catch(() => undefined);
      running = undefined;
    });
  });
}

type Named = Heading & { readonly file: string };

/** Playwright refuses two tests of one title. */
function titleOf(heading: Named, all: readonly Named[]): string {
  const title = shownText(hiddenIn(heading)(heading.title));
  return all.filter(other => shownText(hiddenIn(other)(other.title)) === title).length === 1 ? title : `${title} (${heading.file})`;
}

/** Titles stand in reports before anything else of the scenario is known. */
function hiddenIn({ secretVariables }: Heading): (text: string) => string {
  return redaction(secretVariables.flatMap(name => process.env[name] ?? []).filter(value => value !== '')).text;
}
