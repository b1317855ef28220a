import type { PlanFacts } from '../model/event.ts';

/** Milliseconds that people need beside the machine's part, as the team and the runbook's author declare them; undefined without a declaration. */
export function peopleMs({ people, steps, notTaken }: PlanFacts): number | undefined {
  if (people === undefined) return undefined;
  const left = new Set(notTaken.map(({ step }) => step));
  return steps.filter(({ id }) => !left.has(id)).reduce((sum, { takesMs }) => sum + people.stepMs + (takesMs ?? 0), people.pageMs);
}
