import type { DrillEvent } from '../model/event.ts';
import type { Location } from '../model/location.ts';
import type { CellVerdict } from '../model/matrix.ts';
import { isBack, suspicionsOf, weigh } from './cell-harm.ts';
import { missingPhase, missingProof } from './completeness.ts';
import { brokenJournal } from './integrity.ts';
import { judgeTrial } from './judge-trial.ts';
import { recoveryOf } from './recovery.ts';
import { seconds } from './refutations.ts';
import { recordOf, type TrialRecord } from './trial-record.ts';
import { voidRules } from './voids.ts';

/** The journals of one cell. */
export interface CellJournals {
  /** The last attempt at following the procedure as written. */
  readonly events: readonly DrillEvent[];
  /** Whether the fault is the procedure's own. */
  readonly own: boolean;
  /** The same fault with nobody acting; only asked where something bad came about. */
  readonly control?: readonly DrillEvent[];
}

/**
 * Judges one cell of a matrix from its journals alone; the first that holds decides: not judged, harm, stopped, service back or not.
 * A pure function. Never says more than the trial shows: what nobody can tell is not judged.
 */
export function judgeCell({ events, own, control }: CellJournals): CellVerdict {
  const record = recordOf(events);
  const acted = record === undefined ? [] : actingSteps(record);
  if (own) return ofOwnFault(events, acted);
  const broken = brokenJournal(events);
  if (record === undefined || broken !== undefined)
    return { result: 'not-judged', reason: 'harness-error', sentence: broken ?? 'the journal has no beginning', acted };
  const stopped = record.first('procedure.stopped')?.step;
  const cell = (verdict: Omit<CellVerdict, 'acted'>): CellVerdict => ({
    ...verdict,
    acted,
    ...(stopped === undefined ? {} : { stoppedAt: stopped }),
  });
  const isVoid = voidOf(record);
  if (isVoid !== undefined) return cell({ result: 'not-judged', ...isVoid });
  const weighed = suspicionsOf(record, acted.length > 0).map(one =>
    weigh(one, record, control === undefined ? undefined : recordOf(control)),
  );
  const deed = weighed.find(({ by }) => by === 'procedure');
  if (deed !== undefined) return cell({ result: 'harms', sentence: deed.detail, ...placed(deed.at ?? placeOf(record, acted[0])) });
  const doubt = weighed.find(({ by }) => by === 'unclear');
  if (doubt !== undefined)
    return cell({ result: 'not-judged', reason: 'harm-unclear', sentence: doubt.detail, ...placed(doubt.at ?? placeOf(record, acted[0])) });
  if (acted.length > 0) return cell(whatCameOfIt(record, acted));
  return stopped === undefined
    ? cell({ result: 'not-judged', reason: 'incomplete', sentence: 'no step that acts was carried out, and the procedure did not stop' })
    : cell({ result: 'stops', sentence: stopSentence(record, stopped), ...placed(placeOf(record, stopped)) });
}

/** Whether the cell cannot be judged without a control. */
export function needsControl(events: readonly DrillEvent[]): boolean {
  const record = recordOf(events);
  if (record === undefined || brokenJournal(events) !== undefined || voidOf(record) !== undefined) return false;
  return suspicionsOf(record, actingSteps(record).length > 0).length > 0;
}

/** As in a drill, without a control: it says that the procedure works here, not that it was needed. */
function ofOwnFault(events: readonly DrillEvent[], acted: readonly string[]): CellVerdict {
  const { outcome, reason, sentence, at } = judgeTrial(events);
  const cell = { acted, ...placed(at) };
  if (outcome === 'verified') return { ...cell, result: 'heals', sentence: 'service came back and stayed' };
  return { ...cell, result: outcome === 'refuted' ? 'fails' : 'not-judged', reason, sentence };
}

function voidOf(record: TrialRecord): Pick<CellVerdict, 'reason' | 'sentence' | 'at'> | undefined {
  for (const rule of voidRules) {
    const found = rule(record);
    if (found !== undefined) return { reason: found.reason, sentence: found.detail, ...placed(found.at) };
  }
  const missing = missingPhase(record);
  return missing === undefined ? undefined : { reason: 'harness-error', sentence: missing };
}

function whatCameOfIt(record: TrialRecord, acted: readonly string[]): Omit<CellVerdict, 'acted'> {
  const did = `carried out ${acted.join(', ')}`;
  const at = placed(placeOf(record, acted[0]));
  if (isBack(record)) {
    const unproven = missingProof(record);
    return unproven === undefined
      ? { result: 'acts-and-restores', sentence: `${did}, and service came back and stayed`, ...at }
      : { result: 'not-judged', reason: 'harness-error', sentence: unproven, ...at };
  }
  const how =
    recoveryOf(record).run === undefined
      ? `service did not come back within ${seconds(record.facts.budget.recoveryMs)}`
      : 'service came back and failed again';
  return { result: 'acts-in-vain', sentence: `${did}; ${how}`, ...at };
}

/** Steps that were begun and do more than look, each once. */
function actingSteps(record: TrialRecord): readonly string[] {
  const looking = new Set(record.facts.steps.filter(({ role }) => role === 'diagnose' || role === 'verify').map(({ id }) => id));
  return [...new Set(record.all('step.started').map(({ step }) => step))].filter(step => !looking.has(step));
}

function stopSentence(record: TrialRecord, step: string): string {
  const message = record.all('step.ended').findLast(ended => ended.step === step)?.message ?? '';
  return `stopped at step ${step}${message === '' ? '' : ` (${message})`}; no step that acts was carried out`;
}

function placeOf(record: TrialRecord, step: string | undefined): Location | undefined {
  return record.facts.steps.find(({ id }) => id === step)?.location;
}

function placed(at: Location | undefined): { readonly at?: Location } {
  return at === undefined ? {} : { at };
}
