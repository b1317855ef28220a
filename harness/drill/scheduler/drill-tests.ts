import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { test } from '@playwright/test';
import { engines } from '../../engines/index.ts';
import { openEvidenceFolder, scenarioPath } from '../../evidence/folder.ts';
import { redaction } from '../../evidence/redaction.ts';
import { faults } from '../../faults/index.ts';
import { judgeTrial } from '../../judging/judge-trial.ts';
import type { Location } from '../../model/location.ts';
import type { ScenarioRun } from '../../model/run.ts';
import { operations } from '../../operations/index.ts';
import { loadPlan } from '../../planning/load-plan.ts';
import { shims } from '../../shims/index.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { digestOf } from '../../support/digest.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { runScenario } from '../run-scenario.ts';
import { connectToParent } from './control-client.ts';
import { errorAt } from './error-at.ts';
import { mirror } from './mirror.ts';
import { outcomeOf } from './outcome.ts';
import type { DrillRequest, RequestedScenario } from './protocol.ts';
import { scenarioAnnotation } from './protocol.ts';
import { shownText } from './shown-text.ts';
import { testScope } from './step-scope.ts';
import { testAt } from './test-at.ts';

/** How long a worker may clean up after its parent has gone. */
const lastBreathMs = 10_000;

/**
 * Makes one Playwright test of each scenario that is named. Its status is for Playwright's reporters alone: it fails when the outcome
 * is not the expected one, and when the harness could not do its work. Whether the runbook works is judged by the parent, from the
 * journals, where no status of a test can stand for it.
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
        const { startedAt } = openEvidenceFolder(request.evidence).header;
        const { annotations, error } = outcomeOf(await drill(request, scenario), startedAt);
        const evidence = relative(process.cwd(), resolve(request.evidence, scenarioPath(scenario.id)));
        test.info().annotations.push(...annotations, { type: 'evidence', description: evidence });
        if (error !== undefined) throw error;
      },
    });
  }
}

function placeOfTest({ at, file, line }: RequestedScenario): Location {
  return at ?? { file, line, column: 1 };
}

/** Resolves to what the journals hold: without secrets. */
async function drill(request: DrillRequest, scenario: RequestedScenario): Promise<ScenarioRun> {
  const { id, file, engine: kind, facts, slotsPerTrial } = scenario;
  const at = placeOfTest(scenario);
  const parent = await connectToParent(request.socket, () => setTimeout(() => process.exit(1), lastBreathMs).unref());
  const steps = testScope(test);
  const shown = mirror(steps, judgeTrial);
  let hide = (text: string): string => text;
  try {
    const planned = await loadPlan(file, { operations, faults, shims });
    const hidden = redaction(planned.ok ? planned.plan.secrets : []);
    hide = hidden.text;
    const told = planned.ok ? hidden.value(planned.plan.facts) : undefined;
    if (!planned.ok || told === undefined || digestOf(canonicalJson(told)) !== facts) {
      throw new HarnessError(
        'changed-meanwhile',
        `unexpected change of ${file} or a file that it names, expected what was planned`,
        'Drill again.',
      );
    }
    const engine = engines.find(kind);
    if (engine === undefined)
      throw new HarnessError(
        'unknown-engine',
        `unexpected engine "${kind}", expected one of ${engines.kinds.join(', ')}`,
        'Name another one with --engine.',
      );
    const { trials } = await runScenario(planned.plan, {
      engine,
      evidence: request.evidence,
      genesis: request.genesis,
      drillbook: request.drillbook,
      judgeTrial,
      secondAttempt: request.secondAttempt,
      slots: parent.slots,
      ...(slotsPerTrial === undefined ? {} : { slotsPerTrial }),
      signal: parent.signal,
      ...(request.trials === undefined ? {} : { trials: request.trials }),
      onEvent: (trial, event) => {
        parent.send({ type: 'event', scenario: id, trial, event });
        try {
          shown.event(trial, event);
        } catch (thrown) {
          // What is shown may be poorer for it; the trial is not.
          test.info().annotations.push({ type: 'steps not shown', description: shownText(hide(messageOf(thrown))) });
        }
      },
      onProgress: (trial, message) => parent.send({ type: 'progress', scenario: id, trial, message }),
    });
    parent.send({ type: 'scenario-ended', scenario: id });
    return { facts: told, trials };
  } catch (thrown) {
    // What Playwright is told goes into its reports.
    throw errorAt(hide(messageOf(thrown)), at);
  } finally {
    parent.close();
    steps.end();
    await steps.ended;
  }
}
