import type { StepMark } from '../model/verdict.ts';
import { place } from './report-place.ts';
import type { ReportScenario } from './report-schema.ts';

/** What each acting step is worth, as reports tell it. */
export function reportMarks(marks: readonly StepMark[]): NonNullable<ReportScenario['steps']> {
  const count = (mark: StepMark['mark']): number => marks.filter(one => one.mark === mark).length;
  return {
    score: {
      tried: marks.length,
      necessary: count('necessary'),
      noticed: marks.filter(({ noticed }) => noticed === 'noticed').length,
      redundantHere: count('redundant-here'),
      harmful: count('harmful'),
      notJudged: count('not-judged'),
    },
    marks: marks.map(({ at, ...mark }) => ({ ...mark, at: place(at) })),
  };
}

/** `4 acting steps: 3 necessary (2 noticed when left out), 1 redundant here`. */
export function scoreSentence({ score }: NonNullable<ReportScenario['steps']>): string {
  const { tried, necessary, noticed, redundantHere, harmful, notJudged } = score;
  const parts = [
    necessary > 0 ? `${necessary} necessary (${noticed} noticed when left out)` : '',
    redundantHere > 0 ? `${redundantHere} redundant here` : '',
    harmful > 0 ? `${harmful} harmful` : '',
    notJudged > 0 ? `${notJudged} not judged` : '',
  ].filter(text => text !== '');
  return `${tried} acting ${tried === 1 ? 'step' : 'steps'}: ${parts.join(', ')}`;
}

/** `necessary, and verify/1 notices when it is left out`. */
export function markSentence({ mark, noticed, by }: NonNullable<ReportScenario['steps']>['marks'][number]): string {
  const words = { necessary: 'necessary', 'redundant-here': 'redundant here', harmful: 'harmful', 'not-judged': 'not judged' }[mark];
  if (noticed === undefined) return words;
  if (noticed === 'noticed') return `${words}, and ${by ?? 'a later step'} notices when it is left out`;
  if (noticed === 'not-noticed') return `${words}, and no later step notices when it is left out`;
  return `${words}; whether it is noticed cannot be told: ${by ?? 'a later step'} needs what it writes`;
}
