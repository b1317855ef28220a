import type { Matrix } from './matrix-schema.ts';
import { actsUngated } from './words.ts';

/** What came out, in one sentence. `good` only where nothing is left to look at. */
export function matrixHeadline({ totals, stacks, interrupted }: Matrix): {
  readonly text: string;
  readonly tone: 'good' | 'unsure' | 'bad';
} {
  const { cells } = totals;
  const of = `${cells} ${cells === 1 ? 'cell' : 'cells'}`;
  const ungated = stacks.flatMap(stack => stack.cells).filter(actsUngated).length;
  const acts = totals['acts-in-vain'] + totals['acts-and-restores'] - ungated;
  if (totals.harms > 0) return { text: `A runbook does harm in ${totals.harms} of ${of}`, tone: 'bad' };
  if (totals.fails > 0)
    return {
      text: totals.fails === 1 ? '1 runbook does not heal its own fault' : `${totals.fails} runbooks do not heal their own faults`,
      tone: 'bad',
    };
  if (cells === 0) return { text: 'Nothing was tried', tone: 'unsure' };
  if (acts > 0) return { text: `A runbook acts on a fault that is not its own in ${acts} of ${of}`, tone: 'unsure' };
  if (ungated > 0) return { text: `In ${ungated} of ${of} nothing could stop the runbook: its diagnosis has no gate`, tone: 'unsure' };
  if (totals['not-judged'] > 0) return { text: `${totals['not-judged']} of ${of} could not be judged`, tone: 'unsure' };
  const own = totals['works-around'] > 0 ? 'Every runbook mends its own fault or works around it' : 'Every runbook heals its own fault';
  if (totals.stops === 0) return { text: `${own}; no other was tried`, tone: 'unsure' };
  return { text: `${own}, and stops at the others that were tried`, tone: interrupted ? 'unsure' : 'good' };
}
