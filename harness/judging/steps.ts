import type { EventOf, MaskedFailure, PlannedStepFacts } from '../model/event.ts';
import type { TrialRecord } from './trial-record.ts';

export interface StepFailure {
  readonly step: PlannedStepFacts;
  readonly ended: EventOf<'step.ended'>;
  /** Whether it decides: the role was told, or the text itself is wrong, or the procedure stopped there. */
  readonly decides: boolean;
}

/** Steps whose last attempt did not hold. */
export function stepFailures(record: TrialRecord): readonly StepFailure[] {
  const stopped = new Set(record.all('procedure.stopped').map(({ step }) => step));
  return record
    .all('step.ended')
    .filter(({ last, held, syntaxError }) => last && (!held || syntaxError))
    .flatMap(ended => {
      const step = record.facts.steps.find(({ id }) => id === ended.step);
      if (step === undefined) return [];
      const textIsWrong = ended.syntaxError || ended.status === 126 || ended.status === 127;
      const told = step.roleFrom !== 'guess' && (step.role === 'act' || step.role === 'verify' || step.role === 'rollback');
      return [{ step, ended, decides: textIsWrong || told || stopped.has(step.id) }];
    });
}

/** What a command ends with that our own Ctrl-C stopped, for it would never have ended. */
const interrupted = [130, 143];

/** Failures that bash passed over, in order, of each step's last attempt. */
export function maskedFailures(record: TrialRecord): readonly (MaskedFailure & { readonly seq: number; readonly step: string })[] {
  return record
    .all('step.ended')
    .filter(({ last }) => last)
    .flatMap(({ masked, stoppedEndless, seq, step }) =>
      masked
        .filter(({ status }) => stoppedEndless.length === 0 || !interrupted.includes(status))
        .map(failure => ({ ...failure, seq, step })),
    );
}
