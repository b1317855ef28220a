import type { EventOf } from '../model/event.ts';
import type { ProbeResult } from '../model/event.ts';
import type { TrialKind } from '../model/trial-kind.ts';

/**
 * Whether a round is green in its phase, by its own probes. The drill recorded a colour as well; a journal in which the two
 * differ contradicts itself. Before `respond` the steady state colours (in `baseline` also what must never be), then what is to be
 * restored, from `recovery` on together with the goals. Where nothing was broken, the steady state is as good as what counts as recovered.
 */
export function isGreen(round: EventOf<'round'>, kind: TrialKind): boolean {
  const held = (of: ProbeResult['of']): boolean => round.probes.every(probe => probe.of !== of || probe.held);
  const steady = held('steady') && round.failedWrites === 0;
  const recovered = round.probes.some(({ of }) => of === 'recovered') ? held('recovered') : steady;
  const serving = recovered || (kind === 'without-fault' && steady);
  switch (round.phase) {
    case 'baseline':
      return steady && held('never');
    case 'respond':
      return serving;
    case 'recovery':
    case 'hold':
    case 'residual':
    case 'destroy':
      return serving && held('goal');
    default:
      return steady;
  }
}
