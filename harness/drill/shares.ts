import { stepLeftOut, type TrialKind } from '../model/trial-kind.ts';

/**
 * What a trial takes, where `as-written` takes one. Those beside it mostly wait: that service stays away without a step or without
 * anybody who acts, that it stays where nothing was broken. So that a procedure with four acting steps is proven in four slots, with
 * no trial that waits for another, and two scenarios of two trials still fill these.
 */
export function shareOf(trial: TrialKind): number {
  if (trial === 'without-runbook') return 3 / 4;
  return trial === 'without-fault' || stepLeftOut(trial) !== undefined ? 1 / 4 : 1;
}

/** Room for all that are about the whole procedure, at least for one: a scenario that is heavy enough to have the machine for itself has no more beside each other. */
export function sharesOfWhole(trials: readonly TrialKind[]): number {
  const whole = trials.filter(trial => stepLeftOut(trial) === undefined);
  return Math.max(
    1,
    whole.reduce((sum, trial) => sum + shareOf(trial), 0),
  );
}
