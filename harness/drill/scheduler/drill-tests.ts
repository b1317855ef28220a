import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import vm from 'node:vm';
import { test } from '@playwright/test';
import { engines } from '../../engines/index.ts';
import { faults } from '../../faults/index.ts';
import { judgeTrial } from '../../judging/judge-trial.ts';
import { operations } from '../../operations/index.ts';
import { loadPlan } from '../../planning/load-plan.ts';
import { shims } from '../../shims/index.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { digestOf } from '../../support/digest.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { redaction } from '../../evidence/redaction.ts';
import { runScenario } from '../run-scenario.ts';
import { connectToParent } from './control-client.ts';
import type { DrillRequest, RequestedScenario } from './protocol.ts';

/** How long a worker may clean up after its parent has gone. */
const lastBreathMs = 10_000;

/**
 * Makes one Playwright test of each requested scenario. A test fails only when the harness could not do its work: whether the
 * runbook works is judged from the journals, by the parent, where no test status can stand for it.
 */
export function declareDrillTests(requestFile: string): void {
  const request = JSON.parse(readFileSync(requestFile, 'utf8')) as DrillRequest;
  for (const scenario of request.scenarios) {
    testAt(scenario)(
      test,
      scenario.title,
      { tag: scenario.tags.map(tag => `@${tag.replace(/^@/, '')}`), annotation: { type: 'drillbook', description: scenario.id } },
      async () => {
        test.setTimeout(0);
        await drill(request, scenario);
      },
    );
  }
}

async function drill(request: DrillRequest, { id, file, engine: kind, facts }: RequestedScenario): Promise<void> {
  const parent = await connectToParent(request.socket, () => setTimeout(() => process.exit(1), lastBreathMs).unref());
  try {
    const planned = await loadPlan(file, { operations, faults, shims });
    if (!planned.ok || digestOf(canonicalJson(redaction(planned.plan.secrets).value(planned.plan.facts))) !== facts) {
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
    await runScenario(planned.plan, {
      engine,
      operations,
      shims,
      evidence: request.evidence,
      genesis: request.genesis,
      drillbook: request.drillbook,
      judgeTrial,
      secondAttempt: request.secondAttempt,
      slots: parent.slots,
      signal: parent.signal,
      ...(request.trials === undefined ? {} : { trials: request.trials }),
      onEvent: (trial, event) => parent.send({ type: 'event', scenario: id, trial, event }),
      onProgress: (trial, message) => parent.send({ type: 'progress', scenario: id, trial, message }),
    });
  } finally {
    parent.close();
  }
}

/** `test`, called as if from the scenario file: Playwright takes the caller's place as the test's location, so that every reporter shows the file that people edit. */
function testAt({ file, line }: RequestedScenario): (call: (...args: never[]) => unknown, ...args: readonly unknown[]) => void {
  return vm.runInThisContext('(call, ...args) => call(...args)', { filename: resolve(file), lineOffset: line - 1 }) as ReturnType<
    typeof testAt
  >;
}
