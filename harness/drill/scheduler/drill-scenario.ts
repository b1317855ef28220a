import { test } from '@playwright/test';
import { engines } from '../../engines/index.ts';
import { redaction } from '../../evidence/redaction.ts';
import { faults } from '../../faults/index.ts';
import { judgeTrial } from '../../judging/judge-trial.ts';
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
import { placeOfTest } from './place-of-test.ts';
import type { DrillRequest, RequestedScenario } from './protocol.ts';
import { shownText } from './shown-text.ts';
import { testScope } from './step-scope.ts';

/** How long a worker may clean up after its parent has gone. */
const lastBreathMs = 10_000;

/** Carries out one scenario's trials, within the Playwright test that stands for it. Resolves to what the journals hold: without secrets. */
export async function drillScenario(request: DrillRequest, scenario: RequestedScenario): Promise<ScenarioRun> {
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
