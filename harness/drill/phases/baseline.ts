import { enough, lastInARow } from '../../model/in-a-row.ts';
import type { RunningStack } from '../../engines/engine.ts';
import type { Load } from '../load.ts';
import type { Sampler } from '../sampler.ts';
import { notRunning } from './not-running.ts';
import { TrialOver } from '../trial.ts';
import type { PhaseResult, Trial } from '../trial.ts';

/**
 * Health before anything was done: three green rounds in a row, and a load that gets through. Drivers are loaded with the first
 * round, so that it does not count as held up; where a busy machine holds us up later, it goes on until that is less than a
 * tenth: nothing is timed here yet.
 */
export async function baseline(
  trial: Trial,
  stack: Pick<RunningStack, 'services'>,
  sampler: Sampler,
  load: Load | undefined,
): Promise<PhaseResult> {
  const beganMs = trial.now();
  const { recoveryMs, symptomMs } = trial.plan.facts.budget;
  const deadlineMs = beganMs + Math.max(recoveryMs, symptomMs);
  await sampler.until((rounds, over) => (rounds.length > 0 || over ? true : undefined), deadlineMs);
  trial.holdUps.take();
  const calm = (): boolean => Math.max(trial.holdUps.peek(), sampler.heldUpMs) * 10 <= trial.now() - beganMs;
  const writes = (): boolean => load === undefined || load.writes.some(write => write.outcome === 'acknowledged');
  const green = await sampler.until((rounds, over) => {
    const run = lastInARow(rounds, round => round.green);
    if (run.length >= enough && writes() && (over || calm())) return true;
    return over && (run.length === 0 || run.length >= enough) ? false : undefined;
  }, deadlineMs);
  if (green) return { held: true };
  // A probe says that nobody answers; why is in the log of who should.
  const note = [whatIsRed(sampler), ...(await notRunning(stack))].join('; ');
  return { held: false, note };
}

function whatIsRed({ rounds }: Sampler): string {
  const last = rounds.at(-1);
  const red = last?.probes.find(probe => !probe.held && probe.of !== 'goal' && probe.of !== 'recovered');
  if (red !== undefined) return `${red.name}: ${red.message}`;
  return last !== undefined && last.failedWrites > 0 ? `${last.failedWrites} writes failed` : 'no write was acknowledged';
}

/** A planned procedure whose goal is reached before it begins has nothing to show. */
export function endIfAlreadyThere(trial: Trial, sampler: Sampler): void {
  const goals = sampler.rounds.at(-1)?.probes.filter(probe => probe.of === 'goal') ?? [];
  if (goals.some(goal => goal.held)) throw new TrialOver('already there');
  trial.endIfVoid();
}
