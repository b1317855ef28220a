import { waitUntil } from '../../support/clock.ts';
import type { PhaseResult, Trial } from '../trial.ts';
import type { ActiveFault } from './inject.ts';

/** A fault that takes longer to show effect is not the one that the scenario means. */
const longestMs = 10_000;

/** Each fault's own proof holds: a fault without effect tests nothing. */
export async function effect(trial: Trial, active: readonly ActiveFault[]): Promise<PhaseResult> {
  for (const fault of active) {
    let proof = await fault.injected.proveEffect();
    const withinMs = Math.min(longestMs, trial.plan.facts.budget.symptomMs) + (fault.injected.showsAfterMs ?? 0);
    if (!proof.held)
      await waitUntil(async () => (proof = await fault.injected.proveEffect()).held, { withinMs, everyMs: 200, signal: trial.signal });
    trial.record({ type: 'fault.effect', fault: fault.name, when: 'effect', held: proof.held, proof: proof.proof });
    if (!proof.held) return { held: false, note: `${fault.name}: ${proof.proof}` };
  }
  return { held: true };
}

/** Proves each fault again, once, and records it. Tells the first that is without effect. */
export async function proveAgain(
  trial: Trial,
  active: readonly ActiveFault[],
  when: 'respond' | 'residual',
): Promise<{ readonly name: string; readonly proof: string } | undefined> {
  let gone: { name: string; proof: string } | undefined;
  for (const fault of active) {
    const { held, proof } = await fault.injected.proveEffect();
    trial.record({ type: 'fault.effect', fault: fault.name, when, held, proof });
    if (!held) gone ??= { name: fault.name, proof };
  }
  return gone;
}
