import type { EventOf } from '../model/event.ts';
import { deviates } from '../model/gate.ts';
import type { GateAction } from '../model/gate.ts';
import type { Judged } from './judged.ts';
import type { TrialRecord } from './trial-record.ts';

const words: Partial<Readonly<Record<GateAction, (step: string) => string>>> = {
  edit: step => `step ${step} was edited`,
  skip: step => `step ${step} was skipped`,
  again: step => `at step ${step} one before was run again`,
  shell: step => `at step ${step} a command was typed on the shell`,
  'not-done': step => `step ${step} was not done`,
  stop: step => `it was stopped at step ${step}`,
};

/** In a rehearsal the procedure was left, or nobody wanted to know the time. What came of it says nothing about the runbook as it stands. */
export function leftAtGate(record: TrialRecord): Judged | undefined {
  const left = record.all('gate.decided').filter(({ action }) => deviates(action));
  const [first] = left;
  if (first !== undefined) {
    const more = left.length - 1;
    const at = record.facts.steps.find(({ id }) => id === first.step)?.location;
    return {
      reason: 'deviated',
      detail: `${whatWasDone(first)}${more === 0 ? '' : `, and ${more} more ${more === 1 ? 'choice' : 'choices'} of that kind`}`,
      ...(at === undefined ? {} : { at }),
    };
  }
  return record.rehearsal?.untimed === true
    ? { reason: 'deviated', detail: 'it was rehearsed without a clock (--untimed), which is for learning' }
    : undefined;
}

/** A choice that was not the runbook's, in words: `step fix/1 was edited by Ada`. */
export function whatWasDone({ step, action, by }: EventOf<'gate.decided'>): string {
  return `${words[action]?.(step) ?? `step ${step} was answered with "${action}"`}${by === undefined ? '' : `, by ${by}`}`;
}
