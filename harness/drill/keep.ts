import type { RunningStack } from '../engines/engine.ts';
import { unlessAborted } from '../support/unless-aborted.ts';
import { askProbe } from './ask-probe.ts';
import type { Effects } from './effects.ts';
import type { Operator } from './operator.ts';
import type { Trial } from './trial.ts';
import { typeLine } from './type-line.ts';

/** What a trial has made by now. */
export interface Stage {
  stack?: RunningStack;
  operator?: Operator;
  effects?: Effects | undefined;
}

/** Leaves the stack to a person for a look around. What is done there comes after the verdict and is only recorded. */
export async function keep(trial: Trial, { stack, operator }: Stage): Promise<void> {
  const { gate } = trial.options;
  if (gate?.keep === undefined || stack === undefined || operator === undefined || trial.signal.aborted) return;
  const sinceMs = trial.now();
  const { probes, scenario } = trial.plan;
  const limitMs = scenario.pace.probeLimitMs;
  // Interrupted while somebody looks around: the trial had come to its end before.
  await unlessAborted(
    gate.keep({
      line: async (text, signal) =>
        await typeLine(trial, operator, text, { onOutput: gate.onOutput, ...(signal === undefined ? {} : { signal }) }),
      probes: async () =>
        trial.redaction.value(
          await Promise.all(probes.map(probe => askProbe(probe, { stack, limitMs, neverMustAnswer: true, signal: trial.signal }))),
        ),
    }),
    trial.signal,
  ).catch(() => undefined);
  trial.record({ type: 'kept', forMs: Math.round(trial.now() - sinceMs) });
}
