import type { PlannedStepFacts } from '../model/event.ts';
import { stepLeftOut } from '../model/trial-kind.ts';
import type { StepMark, TrialVerdict } from '../model/verdict.ts';
import { tooShort, watchedMs } from './control.ts';
import type { TrialRecord } from './trial-record.ts';

/** A trial with what its journal says. */
export interface RecordedTrial {
  readonly record: TrialRecord;
  readonly verdict: TrialVerdict;
}

/** What a step is measured by: the whole procedure, and the fault with nobody acting. */
export interface Measures {
  readonly asWritten: RecordedTrial | undefined;
  readonly control: TrialVerdict | undefined;
}

/** The marks of all steps that were left out in a trial, in the order of the procedure. */
export function stepMarks(measures: Measures, trials: readonly RecordedTrial[]): readonly StepMark[] {
  const of = (step: PlannedStepFacts): RecordedTrial | undefined => trials.findLast(({ record }) => stepLeftOut(record.kind) === step.id);
  const facts = trials[0]?.record.facts;
  return (facts?.steps ?? []).flatMap(step => {
    const trial = of(step);
    return trial === undefined ? [] : [{ step: step.id, at: step.location, ...markOf(step, measures, trial) }];
  });
}

type Mark = Omit<StepMark, 'step' | 'at'>;

function markOf(step: PlannedStepFacts, { asWritten, control }: Measures, { record, verdict }: RecordedTrial): Mark {
  if (asWritten === undefined) return notJudged('the trial as-written was not run');
  const written = asWritten.verdict;
  if (written.outcome === 'inconclusive') return notJudged(`as-written is inconclusive: ${written.reason}`);
  if (verdict.outcome === 'inconclusive') return notJudged(`its trial is inconclusive: ${verdict.reason}`);
  // Where service came back without the step, it must not have been by itself; a planned procedure's red goal is its control.
  if (verdict.outcome === 'verified' && !record.facts.planned && control?.outcome !== 'verified')
    return notJudged(
      control === undefined
        ? 'nobody watched whether service comes back by itself'
        : `the control is ${control.outcome}: ${control.reason}`,
    );
  if (written.outcome === 'refuted')
    return verdict.outcome === 'verified'
      ? { mark: 'harmful', why: `without it service is restored, with it the procedure is refuted: ${written.reason}` }
      : notJudged(`the procedure is refuted with it as well: ${written.reason}`);
  if (verdict.outcome === 'verified') return { mark: 'redundant-here', why: 'service came back without it' };
  const short = record.phase('recovery')?.held === false ? (tooShort(record) ?? shorterThan(asWritten.record, record)) : undefined;
  if (short !== undefined) return notJudged(short);
  return { mark: 'necessary', why: verdict.sentence, ...noticing(step, asWritten.record, record) };
}

function notJudged(why: string): Mark {
  return { mark: 'not-judged', why };
}

/** What had less time than the procedure needed may only be late. */
function shorterThan(asWritten: TrialRecord, record: TrialRecord): string | undefined {
  const [whole, without] = [watchedMs(asWritten), watchedMs(record)];
  return without <= whole ? `it was watched for ${Math.round(without)} ms, the procedure took ${Math.round(whole)} ms` : undefined;
}

/** The first later step that held in the whole procedure and does not without this one. */
function noticing({ id, feeds = [] }: PlannedStepFacts, asWritten: TrialRecord, record: TrialRecord): Pick<StepMark, 'noticed' | 'by'> {
  const later = record.facts.steps.slice(record.facts.steps.findIndex(step => step.id === id) + 1);
  const failed = later.find(step => heldIn(asWritten, step.id) === true && heldIn(record, step.id) === false);
  if (failed === undefined) return { noticed: 'not-noticed' };
  // It fails for want of what the commands would have written, not for what it looks at.
  return { noticed: feeds.includes(failed.id) ? 'not-judged' : 'noticed', by: failed.id };
}

function heldIn(record: TrialRecord, step: string): boolean | undefined {
  return record.all('step.ended').findLast(ended => ended.step === step && ended.last)?.held;
}
