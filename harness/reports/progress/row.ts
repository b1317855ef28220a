import { showRecovery } from './recovery-clock.ts';
import { stamp } from './stamp.ts';
import { trialNow } from './trial-state.ts';
import type { TrialState } from './trial-state.ts';
import { cleanLine } from '../clean-text.ts';

/** What is shown of a scenario that is under way. */
export interface ScenarioState {
  readonly id: string;
  readonly startedMs: number;
  readonly trials: ReadonlyMap<string, TrialState>;
}

/** One line for a scenario: its clock, how the trial gets on that people look at, and in a few words the others. */
export function row(name: string, { startedMs, trials }: ScenarioState, now: number): string {
  const main = mainTrial([...trials.values()]);
  const others = [...trials.values()].filter(trial => trial !== main);
  return [
    `${name}  ${stamp(now - startedMs)}  ${main === undefined ? 'waits' : describeTrial(main, now)}`,
    ...others.map(trial => `${trial.name} ${trial.ended ? 'ended' : [trial.phase, trial.health].filter(text => text !== '').join(' ')}`),
  ].join(' · ');
}

/** What follows the runbook as it is written; when that has ended, another that has not. */
export function mainTrial(trials: readonly TrialState[]): TrialState | undefined {
  return (
    trials.find(({ name, ended }) => name === 'as-written' && !ended) ??
    trials.find(({ step, ended }) => step !== '' && !ended) ??
    trials.find(({ ended }) => !ended) ??
    trials.at(-1)
  );
}

/** Phase, step and health of a trial, with their clocks. */
export function describeTrial(trial: TrialState, now: number): string {
  const { name, phase, phaseMs, step, stepMs, health, recovery, facts, ended, because } = trial;
  const atMs = trialNow(trial, now);
  const told = name === 'as-written' && because === '' ? '' : `${name}${because === '' ? '' : ` (${because})`} `;
  if (ended) return `${told}ended`;
  const inStep = step === '' ? '' : `, step ${cleanLine(step)} ${stamp(atMs - stepMs)}`;
  const clock = name === 'as-written' ? showRecovery(recovery, facts?.rtoMs, atMs) : '';
  return `${told}${phase} ${stamp(atMs - phaseMs)}${inStep}${clock === '' && health === '' ? '' : `  ${clock === '' ? health : clock}`}`;
}
