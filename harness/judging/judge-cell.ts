import type { DrillEvent } from '../model/event.ts';
import type { Location } from '../model/location.ts';
import type { CellVerdict } from '../model/matrix.ts';
import { missingPhase, missingProof } from './completeness.ts';
import { selfHeals } from './control.ts';
import { brokenJournal } from './integrity.ts';
import { judgeTrial } from './judge-trial.ts';
import { seconds } from './refutations.ts';
import { showsSymptom } from './rounds.ts';
import { cameUp, isBack, mayBeLate, suspicionsOf } from './suspicions.ts';
import { recordOf, type TrialRecord } from './trial-record.ts';
import { voidRules } from './voids.ts';
import { notAControl, weigh } from './weigh.ts';
import type { Witnesses } from './weigh.ts';
import { otherwiseStopped } from './why-stopped.ts';

/** The journals by which one cell is judged. */
export interface CellJournals {
  /** The last attempt at following the procedure as written. */
  readonly events: readonly DrillEvent[];
  /** Whether the fault is the procedure's own. */
  readonly own: boolean;
  /** The same fault with nobody acting; only asked where something came about that may be the fault's. */
  readonly control?: readonly DrillEvent[];
  /** The same fault with the procedure that is for it; asked where the other is. */
  readonly cure?: readonly DrillEvent[];
  /** The same procedure with the fault that it is for: what stops it there as well tells nothing of this one. */
  readonly home?: readonly DrillEvent[];
  /** The last attempt with what the procedure's own scenario prepares as well; only asked where it may have stopped for want of that. */
  readonly prepared?: readonly DrillEvent[];
}

type Judged = Omit<CellVerdict, 'acted'>;

interface Beside extends Witnesses {
  /** The procedure with the fault that it is for. */
  readonly home?: TrialRecord;
}

/**
 * Judges one cell of a matrix from its journals alone; the first that holds decides: not judged, harm, stopped, service back or not.
 * A pure function. Never says more than the trials show: what nobody can tell is not judged.
 */
export function judgeCell({ events, own, control, cure, home, prepared }: CellJournals): CellVerdict {
  if (prepared !== undefined && !own && needsPreparation(events, home)) return judgePrepared(prepared, home);
  const record = recordOf(events);
  const acted = record === undefined ? [] : actingSteps(record);
  if (own) return { acted, ...ofOwnFault(events, record) };
  const broken = brokenJournal(events);
  if (record === undefined || broken !== undefined)
    return { acted, result: 'not-judged', reason: 'harness-error', sentence: broken ?? 'the journal has no beginning' };
  const stopped = record.first('procedure.stopped')?.step;
  const [controlRecord, cureRecord, homeRecord] = [control, cure, home].map(one => (one === undefined ? undefined : recordOf(one)));
  return {
    acted,
    ...(stopped === undefined ? {} : { stoppedAt: stopped }),
    ...ofOthersFault(record, acted, {
      ...(controlRecord === undefined ? {} : { control: controlRecord }),
      ...(cureRecord === undefined ? {} : { cure: cureRecord }),
      ...(homeRecord === undefined ? {} : { home: homeRecord }),
    }),
  };
}

/** Whether the cell cannot be judged without its fault being watched alone. */
export function needsControl(events: readonly DrillEvent[]): boolean {
  const record = recordOf(events);
  if (record === undefined || brokenJournal(events) !== undefined || voidOf(record) !== undefined) return false;
  const acted = actingSteps(record).length > 0;
  return suspicionsOf(record, acted).length > 0 || (!acted && cameUp(record));
}

/** Whether the procedure stopped where nothing but what its own scenario prepares is missing to tell why. */
export function needsPreparation(events: readonly DrillEvent[], home: readonly DrillEvent[] | undefined): boolean {
  const record = recordOf(events);
  const stop = record?.first('procedure.stopped');
  if (record === undefined || stop === undefined || home === undefined) return false;
  if (judgeCell({ events, own: false, home }).reason !== 'stop-unclear') return false;
  return otherwiseStopped(record, stop.step, recordOf(home))?.lacksPreparation === true;
}

/** The witnesses of the fault have not got what was prepared here: they are not asked, and what only they could tell stays untold. */
function judgePrepared(events: readonly DrillEvent[], home: readonly DrillEvent[] | undefined): CellVerdict {
  const verdict = judgeCell({ events, own: false, ...(home === undefined ? {} : { home }) });
  return { ...verdict, sentence: `with what its own scenario prepares: ${verdict.sentence}` };
}

/** As in a drill, without a control: it says that the procedure works here, not that it was needed. */
function ofOwnFault(events: readonly DrillEvent[], record: TrialRecord | undefined): Judged {
  const { outcome, reason, sentence, at } = judgeTrial(events);
  if (outcome !== 'verified') return { result: outcome === 'refuted' ? 'fails' : 'not-judged', reason, sentence, ...placed(at) };
  const left = record === undefined ? undefined : causeLeft(record);
  return left === undefined
    ? { result: 'heals', sentence: 'service came back and stayed' }
    : { result: 'works-around', sentence: `service came back and stayed, and ${left}` };
}

function ofOthersFault(record: TrialRecord, acted: readonly string[], witnesses: Beside): Judged {
  const isVoid = voidOf(record);
  if (isVoid !== undefined) return { result: 'not-judged', ...isVoid };
  const atActing = placed(placeOf(record, acted[0] ?? record.first('step.started')?.step));
  const weighed = suspicionsOf(record, acted.length > 0).map(one => weigh(one, record, witnesses));
  const deed = weighed.find(({ by }) => by === 'procedure');
  if (deed !== undefined) return { result: 'harms', sentence: deed.detail, ...(deed.at === undefined ? atActing : { at: deed.at }) };
  const doubt = weighed.find(({ by }) => by === 'unclear');
  if (doubt !== undefined)
    return {
      result: 'not-judged',
      reason: 'harm-unclear',
      sentence: doubt.detail,
      ...(doubt.at === undefined ? atActing : { at: doubt.at }),
    };
  if (acted.length === 0) return withoutActing(record, witnesses);
  // What nobody can tell must not be taken for an all-clear.
  const untold = weighed.filter(({ what }) => what === 'unseen' || mayBeLate(what, record)).map(({ detail }) => `; ${detail}`);
  const { sentence, ...came } = whatCameOfIt(record, acted);
  return { ...came, sentence: `${sentence}${untold.join('')}`, ...atActing };
}

function voidOf(record: TrialRecord): Pick<CellVerdict, 'reason' | 'sentence' | 'at'> | undefined {
  for (const rule of voidRules) {
    const found = rule(record);
    if (found !== undefined) return { reason: found.reason, sentence: found.detail, ...placed(found.at) };
  }
  const missing = missingPhase(record);
  return missing === undefined ? undefined : { reason: 'harness-error', sentence: missing };
}

/** No step that acts was begun. That this is a good ending is only true where the fault was there to be seen, and nobody mended it. */
function withoutActing(record: TrialRecord, { control, home }: Beside): Judged {
  const stop = record.first('procedure.stopped');
  if (stop === undefined)
    return { result: 'not-judged', reason: 'incomplete', sentence: 'no step that acts was carried out, and the procedure did not stop' };
  const at = placed(placeOf(record, stop.step));
  const last = record.rounds.findLast(({ seq }) => seq < stop.seq);
  if (last === undefined || last.restored || !showsSymptom(last, record.facts.symptomProbes))
    return { result: 'not-judged', reason: 'no-symptom', sentence: `service was back when it stopped at step ${stop.step}`, ...at };
  const doubt = otherwiseStopped(record, stop.step, home);
  if (doubt !== undefined) return { result: 'not-judged', reason: doubt.reason, sentence: doubt.sentence, ...at };
  const sentence = stopSentence(record, stop.step);
  if (!cameUp(record)) return { result: 'stops', sentence, ...at };
  const unusable = control === undefined ? 'the fault alone was not watched' : notAControl(control, record);
  if (control === undefined || unusable !== undefined)
    return {
      result: 'not-judged',
      reason: 'act-unclear',
      sentence: `service came back although no step that acts was carried out; ${unusable ?? ''}`,
      ...at,
    };
  return selfHeals(control) === undefined
    ? {
        result: 'acts-and-restores',
        sentence: `stopped at step ${stop.step}, and service came back, which it does not with nobody acting: a step of the diagnosis acts`,
        ...at,
      }
    : { result: 'stops', sentence: `${sentence}; service came back as it does with nobody acting`, ...at };
}

function whatCameOfIt(record: TrialRecord, acted: readonly string[]): Judged {
  const untold = record.facts.steps.filter(({ id, acts }) => acts !== undefined && acted.includes(id));
  const did = `carried out ${acted.join(', ')}${untold.map(({ id, acts }) => ` (${id} is called a diagnosis, and \`${acts ?? ''}\` acts)`).join('')}`;
  if (isBack(record)) {
    const unproven = missingProof(record);
    const left = causeLeft(record);
    return unproven === undefined
      ? { result: 'acts-and-restores', sentence: `${did}; service came back and stayed${left === undefined ? '' : `, and ${left}`}` }
      : { result: 'not-judged', reason: 'harness-error', sentence: unproven };
  }
  const how = cameUp(record)
    ? 'service came back and failed again'
    : `service did not come back within ${seconds(record.facts.budget.recoveryMs)}`;
  return { result: 'acts-in-vain', sentence: `${did}; ${how}` };
}

/** That the cause is still there, in words; undefined where it is gone. */
function causeLeft(record: TrialRecord): string | undefined {
  const left = record.all('fault.effect').find(({ when, held }) => when === 'residual' && held);
  return left === undefined ? undefined : `the cause is still there: ${left.fault}: ${left.proof}`;
}

/** Steps that were begun and do more than look, each once. Ids may repeat: one that acts anywhere acts. */
function actingSteps(record: TrialRecord): readonly string[] {
  const acting = new Set(
    record.facts.steps.filter(({ role, acts }) => (role !== 'diagnose' && role !== 'verify') || acts !== undefined).map(({ id }) => id),
  );
  return [...new Set(record.all('step.started').map(({ step }) => step))].filter(step => acting.has(step));
}

function stopSentence(record: TrialRecord, step: string): string {
  const message = record.all('step.ended').findLast(ended => ended.step === step)?.message ?? '';
  return `stopped at step ${step}${message === '' ? '' : ` (${message})`}; no step that acts was begun`;
}

function placeOf(record: TrialRecord, step: string | undefined): Location | undefined {
  return record.facts.steps.find(({ id }) => id === step)?.location;
}

function placed(at: Location | undefined): { readonly at?: Location } {
  return at === undefined ? {} : { at };
}
