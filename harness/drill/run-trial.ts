import type { RunningStack } from '../engines/engine.ts';
import type { DrillEvent } from '../model/event.ts';
import type { Rehearsal } from '../model/gate.ts';
import { stepLeftOut } from '../model/trial-kind.ts';
import { planElsewhere, type Elsewhere } from '../planning/elsewhere/elsewhere.ts';
import type { Plan } from '../planning/plan.ts';
import { Unsupported, messageOf } from '../support/harness-error.ts';
import { substitute } from '../operations/substitute.ts';
import { askProbe } from './ask-probe.ts';
import { attend } from './at-gate.ts';
import { ask } from './ask.ts';
import { startLoad } from './load.ts';
import type { Load } from './load.ts';
import { giveRole } from './give-role.ts';
import { keep } from './keep.ts';
import type { Stage } from './keep.ts';
import { operationOf } from './operation-of.ts';
import { operatorOf } from './operator.ts';
import { baseline, endIfAlreadyThere } from './phases/baseline.ts';
import { watchEffects } from './effects.ts';
import { followAndHold } from './follow.ts';
import { effect } from './phases/effect.ts';
import { inject, injectorOf } from './phases/inject.ts';
import type { ActiveFault } from './phases/inject.ts';
import { strikesOf } from './phases/strike.ts';
import type { Strikes } from './phases/strike.ts';
import { prepare } from './phases/prepare.ts';
import { failureOf, provision } from './phases/provision.ts';
import { residual } from './phases/residual.ts';
import { stepId } from './phases/respond.ts';
import type { Response } from './phases/respond.ts';
import { symptom } from './phases/symptom.ts';
import { controlEnd, watch } from './phases/watch.ts';
import { startSampler } from './sampler.ts';
import type { Sampler } from './sampler.ts';
import { TrialOver, openTrial } from './trial.ts';
import type { PhaseResult, Trial, TrialOptions } from './trial.ts';
import { writeOutcome } from './write-outcome.ts';

/**
 * Runs one trial of a plan on a fresh stack and resolves to its journal. Never throws for what happened in the trial: that is
 * in the journal, which always ends with `trial.ended`. The stack is gone when it resolves.
 * @throws when the journal itself cannot be written.
 */
export async function runTrial(plan: Plan, options: TrialOptions): Promise<readonly DrillEvent[]> {
  const place = options.trial === 'elsewhere' ? await planElsewhere(plan) : undefined;
  const trial = openTrial(place === undefined ? plan : { ...plan, stack: place.stack }, options);
  trial.record({
    type: 'trial.started',
    trial: options.trial,
    attempt: options.attempt ?? 1,
    ...(options.because === undefined ? {} : { because: options.because }),
    engine: options.engine.kind,
    startedAt: new Date().toISOString(),
    facts: plan.facts,
    drillbook: options.drillbook,
    ...(options.gate === undefined ? {} : { rehearsal: rehearsalOf(options.gate) }),
  });
  let watchedMs = 0;
  const stage: Stage = {};
  try {
    watchedMs = await carryOut(trial, stage, place);
  } catch (thrown) {
    if (!(thrown instanceof TrialOver)) recordFailure(trial, trial.signal.aborted ? trial.signal.reason : thrown);
  }
  try {
    await keep(trial, stage);
  } finally {
    options.onWatched?.(watchedMs);
    await destroy(trial);
  }
  return trial.journal.events;
}

/** All phases but `destroy`. Resolves to the time from symptom to the end of hold. */
async function carryOut(trial: Trial, stage: Stage, place: Elsewhere | undefined): Promise<number> {
  if (trial.options.trial !== 'without-runbook') refuseWhatCannotCount(trial);
  let started: RunningStack | undefined;
  await trial.during('provision', async () => {
    if (place !== undefined) trial.record({ type: 'elsewhere.made', differs: place.differs, unchanged: place.unchanged });
    started = await provision(trial);
    if (place?.role !== undefined) await giveRole(trial, started, place.role);
    return { held: true };
  });
  const stack = known(started);
  stage.stack = stack;
  // Nothing is asked any more once the trial has been decided: what destroying does to a service is no observation.
  const decided = new AbortController();
  const signal = AbortSignal.any([trial.signal, decided.signal]);
  let load: Load | undefined;
  let sampler: Sampler | undefined;
  try {
    const start = (): Load | undefined => (load ??= loadOf(trial, stack, signal));
    await trial.during('prepare', async () => {
      await prepare(trial, stack, { start });
      return { held: true };
    });
    stage.effects = trial.options.trial === 'without-fault' ? watchEffects(trial, stack) : undefined;
    await mustHold(trial, 'baseline', async () => {
      start()?.takeFailed();
      await stage.effects?.begin();
      sampler = samplerOf(trial, stack, load, signal);
      const result = await baseline(trial, stack, sampler, load);
      await stage.effects?.before();
      return result;
    });
    endIfAlreadyThere(trial, known(sampler));
    return await observe(trial, stage, known(sampler), load);
  } finally {
    decided.abort();
    await Promise.allSettled([sampler?.stop(), load?.stop()]);
  }
}

/** From the healthy system on: break it, respond or only watch, and see what is left. */
async function observe(trial: Trial, stage: Stage, sampler: Sampler, load: Load | undefined): Promise<number> {
  const { plan, options } = trial;
  const stack = known(stage.stack);
  let active: readonly ActiveFault[] = [];
  let strikes: Strikes | undefined;
  let toSymptomMs = 0;
  let sinceMs = trial.now();
  if (options.trial !== 'without-fault' && plan.faults.length > 0) {
    const injectedMs = trial.now();
    const injector = injectorOf(trial, stack);
    strikes = strikesOf(trial, injector);
    await trial.during('inject', async () => {
      active = await inject(trial, injector);
      return { held: true };
    });
    await mustHold(trial, 'effect', () => effect(trial, active));
    const { first } = await mustHold(trial, 'symptom', () => symptom(trial, sampler, injectedMs));
    sinceMs = first?.startedMs ?? sinceMs;
    toSymptomMs = Math.max(0, (first?.endedMs ?? injectedMs) - injectedMs);
  }
  const restored =
    options.trial === 'without-runbook'
      ? await trial.during('recovery', () => watch(trial, sampler, sinceMs))
      : await followAndHold(trial, sampler, responseOf(trial, stage, { active, strikes }, sinceMs), { sinceMs, toSymptomMs });
  trial.endIfVoid();
  const watchedMs = trial.now() - sinceMs;
  options.onWatched?.(watchedMs);
  await trial.during('residual', async () => {
    await sampler.stop();
    return await residual(trial, stack, [...active, ...(strikes?.active ?? [])], load, restored.held);
  });
  return watchedMs;
}

function responseOf(
  trial: Trial,
  stage: Stage,
  { active, strikes }: { readonly active: readonly ActiveFault[]; readonly strikes: Strikes | undefined },
  sinceMs: number,
): Response {
  const { gate } = trial.options;
  const operator = operatorOf(trial, known(stage.stack));
  stage.operator = operator;
  return {
    operator,
    another: () => operatorOf(trial, known(stage.stack)),
    ...(stage.effects === undefined ? {} : { effects: stage.effects }),
    active,
    ...(strikes === undefined ? {} : { strikes }),
    ...(gate === undefined ? {} : { person: attend(trial, gate, operator, sinceMs) }),
    ...(stepLeftOut(trial.options.trial) === undefined ? {} : { patientUntil: controlEnd(trial, sinceMs) }),
  };
}

/** A phase without which there is no point in going on. */
async function mustHold<T extends PhaseResult>(trial: Trial, phase: 'baseline' | 'effect' | 'symptom', work: () => Promise<T>): Promise<T> {
  const result = await trial.during(phase, work);
  trial.endIfVoid();
  if (!result.held) throw new TrialOver(phase);
  return result;
}

/** What the plan already knows to make the trial void is said before anything is started. */
function refuseWhatCannotCount(trial: Trial): void {
  for (const [index, step] of trial.plan.steps.entries()) {
    if (step.omitted?.deviates === true) trial.record({ type: 'deviated', step: stepId(trial, index), message: step.omitted.why });
    const actsLater = trial.plan.steps.slice(index + 1).some(later => later.block.role === 'act' && later.omitted === undefined);
    if (step.omitted === undefined && step.block.language === 'person' && actsLater && trial.options.gate === undefined) {
      trial.record({
        type: 'incomplete',
        message: `nobody answers the manual step "${step.block.prose || step.block.text}" before an acting one`,
        location: step.block.location,
      });
    }
  }
  for (const { message, location } of trial.plan.left) trial.record({ type: 'incomplete', message, location });
  trial.endIfVoid();
}

function samplerOf(trial: Trial, stack: RunningStack, load: Load | undefined, signal: AbortSignal): Sampler {
  const { probes, scenario, facts } = trial.plan;
  return startSampler({
    probes,
    everyMs: facts.probeEveryMs,
    unharmed: trial.options.trial === 'without-fault',
    journal: trial.journal,
    ask: probe =>
      askProbe(probe, { stack, limitMs: scenario.pace.probeLimitMs, neverMustAnswer: trial.journal.phase === 'baseline', signal }),
    takeFailedWrites: () => load?.takeFailed() ?? 0,
    onFailure: thrown => trial.abort(thrown),
    signal,
  });
}

function loadOf(trial: Trial, stack: RunningStack, signal: AbortSignal): Load | undefined {
  const planned = trial.plan.scenario.load;
  if (planned === undefined) return undefined;
  const write = operationOf(trial, planned.write.kind);
  return startLoad({
    everyMs: planned.everyMs,
    journal: trial.journal,
    write: async id =>
      writeOutcome(
        planned.write.kind,
        await ask(write, substitute(planned.write.settings, { id }), { stack, timeoutMs: planned.withinMs, signal }),
        planned.withinMs,
      ),
    onFailure: thrown => trial.abort(thrown),
    signal,
  });
}

function recordFailure(trial: Trial, thrown: unknown): void {
  if (trial.options.signal.aborted) trial.record({ type: 'interrupted', by: messageOf(trial.options.signal.reason) });
  else if (thrown instanceof Unsupported) trial.record({ type: 'unsupported', what: thrown.message });
  else trial.record(failureOf(thrown));
}

/** Undoes everything, last in first out; what cannot be undone is said. */
async function destroy(trial: Trial): Promise<void> {
  try {
    trial.journal.enter('destroy');
    trial.record({ type: 'phase.started' });
    const failures = await trial.undo.unwind();
    const left = failures.find(failure => failure.what === 'the stack');
    if (left !== undefined) {
      trial.record({
        type: 'harness.failed',
        code: 'not-destroyed',
        message: `the stack could not be taken away: ${left.message}`,
        hint: 'Run `drillbook doctor` to see what is left on this machine.',
      });
    }
    trial.record({
      type: 'phase.ended',
      held: failures.length === 0,
      ...(failures.length === 0 ? {} : { note: failures.map(({ what, message }) => `${what}: ${message}`).join('; ') }),
    });
    trial.record({ type: 'trial.ended' });
  } finally {
    trial.journal.close();
  }
}

function rehearsalOf({ people, untimed, blind }: Rehearsal): Rehearsal {
  return { people, untimed, blind };
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('unexpected absence, expected what the phase before has made');
  return value;
}
