import type { RunningStack } from '../../engines/engine.ts';
import type { Answer, OperationSpec } from '../../model/operation.ts';
import { ask } from '../ask.ts';
import type { Load } from '../load.ts';
import { operationOf } from '../operation-of.ts';
import { TrialOver } from '../trial.ts';
import type { Trial } from '../trial.ts';

/** A mark divides what was acknowledged before it from the rest: there must be something before it. */
const writesBeforeMark = 3;

/**
 * The scenario's own preparation, in order. The first `mark` starts the load, so that there are acknowledged writes before it.
 * Ends the trial when a preparation fails.
 */
export async function prepare(trial: Trial, stack: RunningStack, load: { start(): Load | undefined }): Promise<void> {
  for (const preparation of trial.plan.scenario.prepare) {
    trial.endIfVoid();
    if (preparation.kind === 'operation') {
      const { what, message } = await carryOut(trial, stack, preparation.operation);
      trial.record({ type: 'prepared', what, held: message === '', message, location: preparation.operation.location });
      if (message !== '') throw new TrialOver('not prepared');
      continue;
    }
    const writing = load.start();
    if (writing !== undefined && !(await writing.acknowledged(writesBeforeMark, trial.plan.facts.budget.recoveryMs))) {
      trial.record({
        type: 'prepared',
        what: `mark ${preparation.name}`,
        held: false,
        message: 'unexpected absence of acknowledged writes before the mark, expected some',
        location: preparation.location,
      });
      throw new TrialOver('not prepared');
    }
    writing?.takeFailed();
    trial.record({ type: 'marked', name: preparation.name });
  }
}

async function carryOut(
  trial: Trial,
  stack: RunningStack,
  spec: OperationSpec,
): Promise<{ readonly what: string; readonly message: string }> {
  const answer = await ask(operationOf(trial, spec.kind), spec.settings, {
    stack,
    timeoutMs: trial.plan.facts.budget.provisionMs,
    signal: trial.signal,
    role: 'operator',
  });
  return { what: describe(spec), message: failure(answer) };
}

function describe({ kind, settings }: OperationSpec): string {
  const service = typeof settings === 'object' && settings !== null && 'service' in settings ? ` on ${String(settings.service)}` : '';
  return `${kind}${service}`;
}

/** One line when the answer is not a success by its own kind's measure; else empty. */
function failure(answer: Answer): string {
  if (!answer.answered || answer.error !== undefined) return answer.error ?? 'no answer';
  if (answer.status !== undefined && answer.status >= 400) return `unexpected HTTP status ${answer.status}, expected less than 400`;
  if (answer.exit !== undefined && answer.exit !== 0)
    return `unexpected status ${answer.exit}, expected 0: ${answer.text.trimEnd().split('\n').at(-1) ?? ''}`;
  return '';
}
