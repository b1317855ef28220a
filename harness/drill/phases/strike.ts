import type { Proof } from '../../faults/proof.ts';
import type { PlannedFault } from '../../planning/plan.ts';
import { waitUntil } from '../../support/clock.ts';
import { TrialOver, type Trial } from '../trial.ts';
import type { ActiveFault, Injector } from './inject.ts';

/** A fault that takes longer to show effect is not the one that the scenario means. */
const longestMs = 10_000;
const againMs = 100;

/** Faults that come with a step of the procedure. */
export interface Strikes {
  /**
   * Carries out a step while its faults come: those without `after` have effect before its first command, the others must have it before
   * its end. Ends the trial where one has none: the procedure was then not put to the test that the scenario means.
   */
  around<T>(step: string, work: () => Promise<T>): Promise<T>;
  /** Those that are in. */
  readonly active: readonly ActiveFault[];
}

export function strikesOf(trial: Trial, injector: Injector): Strikes {
  const waiting = trial.plan.faults.filter(({ spec }) => spec.during !== undefined);
  const active: ActiveFault[] = [];
  const strike = async (planned: PlannedFault, step: { readonly over: boolean }): Promise<void> => {
    const { afterMs, name } = planned.spec;
    await waitUntil(() => step.over, { withinMs: afterMs, everyMs: againMs, signal: trial.signal });
    let proof: Proof = { held: false, proof: `the step had ended before it came, ${afterMs} ms after the step began` };
    if (!step.over) {
      const fault = await injector(planned);
      active.push(fault);
      await waitUntil(async () => (proof = await fault.injected.proveEffect()).held || step.over, {
        withinMs: longestMs + (fault.injected.showsAfterMs ?? 0),
        everyMs: againMs,
        signal: trial.signal,
      });
      if (step.over)
        proof = { held: false, proof: `${proof.held ? 'proven only when' : 'not proven before'} the step had ended: ${proof.proof}` };
    }
    trial.record({ type: 'fault.effect', fault: name, when: 'during', ...proof });
    if (!proof.held) throw new TrialOver('a fault without effect');
  };
  return {
    active,
    async around(step, work) {
      const due = waiting.filter(({ spec }) => spec.during?.value === step);
      // Once: a step may be followed a second time.
      for (const planned of due) waiting.splice(waiting.indexOf(planned), 1);
      for (const planned of due.filter(({ spec }) => spec.afterMs === 0)) await strike(planned, { over: false });
      const running = { over: false };
      const later = due.filter(({ spec }) => spec.afterMs > 0).map(planned => strike(planned, running));
      const [worked, ...struck] = await Promise.allSettled([work().finally(() => (running.over = true)), ...later]);
      // What made a fault fail is told first, whatever the step did.
      for (const one of [...struck, worked]) if (one.status === 'rejected') throw one.reason;
      return (worked as PromiseFulfilledResult<Awaited<ReturnType<typeof work>>>).value;
    },
  };
}
