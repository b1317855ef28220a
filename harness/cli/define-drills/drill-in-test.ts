import { rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { CallersTest } from '../../drill/scheduler/callers-test.ts';
import { errorAt } from '../../drill/scheduler/error-at.ts';
import { mirror } from '../../drill/scheduler/mirror.ts';
import { outcomeOf } from '../../drill/scheduler/outcome.ts';
import type { Failure } from '../../drill/scheduler/run-scheduler.ts';
import { shownText } from '../../drill/scheduler/shown-text.ts';
import { testScope } from '../../drill/scheduler/step-scope.ts';
import { runScenario } from '../../drill/run-scenario.ts';
import { readRuns } from '../../evidence/read-runs.ts';
import { redaction } from '../../evidence/redaction.ts';
import { faults } from '../../faults/index.ts';
import { judgeTrial } from '../../judging/judge-trial.ts';
import { showLocation } from '../../model/location.ts';
import type { Location } from '../../model/location.ts';
import { operations } from '../../operations/index.ts';
import { loadPlan } from '../../planning/load-plan.ts';
import type { Plan } from '../../planning/plan.ts';
import { shims } from '../../shims/index.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { exitCodes } from '../command.ts';
import type { CommandIo } from '../command.ts';
import { chooseEngines } from '../drill/choose-engines.ts';
import { finishRun } from '../drill/finish-run.ts';
import { inCi } from '../drill/in-ci.ts';
import { openEvidence } from '../drill/open-evidence.ts';
import { openHistory } from '../drill/open-history.ts';
import { readKey } from '../drill/read-key.ts';
import { refuseUnknownSteps } from '../drill/refuse-unknown-steps.ts';
import type { HowToDrill } from './options.ts';
import { slotsBeside } from './slots-beside.ts';
import { testIo } from './test-io.ts';
import type { TestIo } from './test-io.ts';

export interface DrillInTest {
  /** Ends what runs and cleans up; the evidence then says `interrupted`. */
  abort(by: string): void;
  /** Rejects with what the test shall fail with; everything is gone by then. */
  readonly ended: Promise<void>;
}

export interface WhatToDrill {
  readonly file: string;
  readonly location: Location;
}

/** Carries out one scenario in the test that runs, in a run of its own. */
export function drillInTest(test: CallersTest, what: WhatToDrill, how: HowToDrill & { readonly cwd: string }): DrillInTest {
  const aborted = new AbortController();
  return {
    abort: by => aborted.abort(by),
    ended: drill(test, what, { ...how, io: testIo(how.cwd, aborted.signal) }),
  };
}

async function drill(
  test: CallersTest,
  { file, location }: WhatToDrill,
  { io, ...how }: HowToDrill & { readonly io: TestIo },
): Promise<void> {
  test.setTimeout(0);
  const info = test.info();
  // The test is not drilled and passes, which Playwright then counts as a failure: a known broken runbook says so in its scenario.
  if (info.expectedStatus !== 'passed') {
    info.annotations.push({
      type: 'not drilled',
      description: 'unexpected test.fail(), expected `outcome:` in the scenario, with a reason',
    });
    return;
  }
  if (info.retry > 0) throw errorAt('a drill is not retried: what its first attempt found stands in the evidence', location);
  const planned = await loadPlan(file, { operations, faults, shims });
  if (!planned.ok) {
    for (const problem of planned.problems)
      info.annotations.push({ type: 'problem', description: shownText(`${showLocation(problem.location)}: ${problem.message}`) });
    const first = planned.problems.find(({ severity }) => severity === 'error');
    throw errorAt(first?.message ?? 'the scenario cannot be read', first?.location ?? location);
  }
  const { plan } = planned;
  const hidden = redaction(plan.secrets);
  try {
    await drillPlan(test, plan, { io, ...how });
  } catch (thrown) {
    if (thrown instanceof Judged) throw thrown.error;
    const hint = thrown instanceof HarnessError ? `. ${thrown.hint}` : '';
    throw errorAt(hidden.text(`${messageOf(thrown)}${hint}`), location);
  }
}

/** A test's failure that points at its place already. */
class Judged extends Error {
  readonly error: Error;
  constructor(error: Error) {
    super(error.message);
    this.error = error;
  }
}

async function drillPlan(test: CallersTest, plan: Plan, { io, ...how }: HowToDrill & { readonly io: TestIo }): Promise<void> {
  const info = test.info();
  const hidden = redaction(plan.secrets);
  if (plan.scenario.exclusive && info.config.workers > 1)
    throw new HarnessError(
      'not-alone',
      `unexpected ${info.config.workers} workers, expected 1: the scenario says \`exclusive: true\``,
      'Run Playwright with `--workers 1`, or drill it with `drillbook drill`.',
    );
  refuseUnknownSteps(how.trials ?? [], [plan]);
  const signer = readKey(how.key, io);
  const history = await openHistory([plan], io);
  if (history === undefined) throw new HarnessError('team', io.said(), 'Mend the files above.');
  const engines = (await chooseEngines([plan], how.engine, io))?.engines;
  const engine = engines?.get(plan);
  if (engines === undefined || engine === undefined) throw new HarnessError('interrupted', 'interrupted before it began', 'Drill again.');
  const evidence = await openEvidence([plan], { io, root: resolve(io.cwd, how.evidence), trials: how.trials, engines });
  info.annotations.push({ type: 'evidence', description: relative(io.cwd, evidence.path) || '.' });
  const run = await history.open(evidence).catch((thrown: unknown) => {
    // Nothing was drilled: an empty folder would look like a run that was killed.
    rmSync(evidence.path, { recursive: true, force: true });
    throw thrown;
  });
  const failures: Failure[] = [];
  const steps = testScope(test);
  const shown = mirror(steps, judgeTrial);
  try {
    await runScenario(plan, {
      engine,
      evidence: evidence.path,
      genesis: evidence.genesis,
      drillbook: evidence.header.drillbook,
      judgeTrial,
      secondAttempt: inCi(io.env),
      slots: slotsBeside(info.config.workers),
      signal: io.signal,
      ...(how.trials === undefined ? {} : { trials: how.trials }),
      onEvent: (trial, event) => {
        try {
          shown.event(trial, event);
        } catch (thrown) {
          // What is shown may be poorer for it; the trial is not.
          info.annotations.push({ type: 'steps not shown', description: shownText(hidden.text(messageOf(thrown))) });
        }
      },
    });
  } catch (thrown) {
    failures.push({ message: messageOf(thrown) });
  } finally {
    steps.end();
    await steps.ended;
  }
  const status = await finishRun([plan], {
    io: quiet(io),
    evidence,
    failures,
    output: 'events',
    run,
    ...(signer === undefined ? {} : { signer }),
  });
  // What is judged is what was written.
  const [written] = readRuns(evidence);
  if (written === undefined) throw new HarnessError('no-evidence', 'the drill left no journal', 'Drill again.');
  const { annotations, error } = outcomeOf(written, evidence.header.startedAt);
  info.annotations.push(...annotations);
  if (error !== undefined) throw new Judged(error);
  if (status !== exitCodes.ok) throw new HarnessError('not-kept', io.said() || `the drill ended with status ${status}`, 'Drill again.');
}

/** Playwright's own reporters tell GitHub of failures, at the runbook's line: once is enough. */
function quiet(io: CommandIo): CommandIo {
  return { ...io, env: { ...io.env, GITHUB_ACTIONS: undefined } };
}
