import { stepLeftBehind, stepLeftOut, type AskedTrial, type TrialKind } from '../model/trial-kind.ts';
import type { Plan } from '../planning/plan.ts';

/** Steps that a trial may leave out: those that act, in the order of the procedure. */
export function actingSteps({ steps, facts }: Pick<Plan, 'steps' | 'facts'>): readonly string[] {
  return steps.flatMap(({ block, omitted }, index) => {
    const id = facts.steps[index]?.id;
    return block.role === 'act' && block.language !== 'person' && omitted === undefined && id !== undefined ? [id] : [];
  });
}

/** The trials that are meant: `without-step` is one for each acting step; of those that name a step, the ones whose step is here. Each once. */
export function allOf(asked: readonly AskedTrial[], plan: Pick<Plan, 'steps' | 'facts'>): readonly TrialKind[] {
  const acting = actingSteps(plan);
  const isHere = (trial: TrialKind): boolean => {
    const step = stepLeftOut(trial) ?? stepLeftBehind(trial);
    return step === undefined || acting.includes(step);
  };
  return [
    ...new Set(
      asked.flatMap((trial): readonly TrialKind[] =>
        trial === 'without-step' ? acting.map((id): TrialKind => `without-step:${id}`) : isHere(trial) ? [trial] : [],
      ),
    ),
  ];
}
