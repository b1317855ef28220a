import type { LeftOut } from '../../model/matrix.ts';
import { byStack } from '../../planning/same-stack.ts';
import type { Plan } from '../../planning/plan.ts';

/** A scenario with its number in the matrix. */
export interface Numbered {
  readonly number: number;
  readonly plan: Plan;
}

/** Scenarios that can change places, stack by stack, and those that cannot. */
export interface Chosen {
  readonly stacks: readonly (readonly Numbered[])[];
  readonly leftOut: readonly LeftOut[];
}

/** Of all that were asked for, those with a fault and a runbook that is expected to work, where two at least have the same stack. */
export function chooseScenarios(plans: readonly Plan[]): Chosen {
  const leftOut: LeftOut[] = [];
  const leave = ({ facts }: Plan, why: string): void => void leftOut.push({ id: facts.scenario, why });
  const fit = plans.filter(plan => {
    const why = whyNot(plan);
    if (why !== undefined) leave(plan, why);
    return why === undefined;
  });
  const groups = byStack(fit).filter(group => {
    if (group.length === 1 && group[0] !== undefined) leave(group[0], 'no other scenario has its stack');
    return group.length > 1;
  });
  let number = 0;
  return { stacks: groups.map(group => group.map(plan => ({ number: ++number, plan }))), leftOut };
}

function whyNot({ facts, faults }: Plan): string | undefined {
  if (facts.planned || faults.length === 0) return 'a planned procedure has no fault of its own';
  // Whether it heals is known, and that it acts on what is not its own surprises nobody.
  return facts.outcome.is === 'verified' ? undefined : `its runbook is expected to be ${facts.outcome.is}`;
}
