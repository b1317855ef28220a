import { stepLeftBehind, stepLeftOut } from '../model/trial-kind.ts';
import { followBeside } from './phases/beside.ts';
import { hold } from './phases/hold.ts';
import { recovery } from './phases/recovery.ts';
import { respond } from './phases/respond.ts';
import type { Response } from './phases/respond.ts';
import { comesBackWithout } from './phases/stays-away.ts';
import type { Sampler } from './sampler.ts';
import type { PhaseResult, Trial } from './trial.ts';

/** Times on the trial's own clock. */
export interface Since {
  readonly sinceMs: number;
  readonly toSymptomMs: number;
}

/** The procedure as this trial follows it, and whether what came back stays. */
export async function followAndHold(
  trial: Trial,
  sampler: Sampler,
  response: Response,
  { sinceMs, toSymptomMs }: Since,
): Promise<PhaseResult> {
  let restored = await onePass(trial, sampler, response, sinceMs);
  // A second time, on what is healthy then.
  if (trial.options.trial === 'twice' && restored.held) restored = await onePass(trial, sampler, { ...response, active: [] }, sinceMs);
  trial.endIfVoid();
  if (!restored.held) return restored;
  return await trial.during('hold', async () => {
    await response.effects?.after();
    const held = await hold(trial, sampler, toSymptomMs);
    await response.effects?.end();
    return held;
  });
}

/** The steps, then service within the budget. */
async function onePass(trial: Trial, sampler: Sampler, response: Response, sinceMs: number): Promise<PhaseResult> {
  const { trial: kind } = trial.options;
  const again = await leaveBehind(trial, sampler, response);
  await trial.during('respond', () => (kind === 'concurrent' ? together(trial, sampler, again) : respond(trial, sampler, again)));
  // What a person thought about after the last step is no part of the time that service may take.
  const endedMs = response.person?.endedMs ?? trial.now();
  trial.endIfVoid();
  return await trial.during('recovery', () =>
    stepLeftOut(kind) === undefined ? recovery(trial, sampler, endedMs) : comesBackWithout(trial, sampler, sinceMs, endedMs),
  );
}

/** Follows it to where it is left, if it is; what is then begun again is on a shell of its own, as after a night or by somebody else. */
async function leaveBehind(trial: Trial, sampler: Sampler, response: Response): Promise<Response> {
  const leftBehind = stepLeftBehind(trial.options.trial);
  if (leftBehind === undefined) return response;
  await trial.during('respond', () => respond(trial, sampler, { ...response, leftBehind }));
  trial.endIfVoid();
  return { ...response, active: [], operator: response.another() };
}

/** Two people, each on a shell of their own. */
async function together(trial: Trial, sampler: Sampler, response: Response): Promise<PhaseResult> {
  let clear: () => void = () => undefined;
  const cleared = new Promise<void>(resolve => (clear = resolve));
  const [first, second] = await Promise.allSettled([
    respond(trial, sampler, { ...response, onClearToAct: clear }).finally(clear),
    followBeside(trial, response.another(), cleared),
  ]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return first.value;
}
