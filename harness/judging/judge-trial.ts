import type { DrillEvent } from '../model/event.ts';
import type { Location } from '../model/location.ts';
import { refutingReasons, voidReasons, type Outcome, type Reason, type TrialVerdict } from '../model/verdict.ts';
import { missingPhase, missingProof } from './completeness.ts';
import { selfHeals, tooShort } from './control.ts';
import { findingsOf } from './findings.ts';
import { brokenJournal } from './integrity.ts';
import type { Judged } from './judged.ts';
import { lateOnly } from './late-only.ts';
import { ledgerOf } from './ledger.ts';
import { interruptionOf, recoveryOf, type Recovery } from './recovery.ts';
import { harmBeside, refutingRules, tooClose } from './refutations.ts';
import { sentenceOf } from './sentence.ts';
import { maskedFailures } from './steps.ts';
import { recordOf, type TrialRecord } from './trial-record.ts';
import { voidRules } from './voids.ts';

/**
 * Judges one trial from its journal alone; the first rule that holds decides: void, refuted, in doubt,
 * clean (DESIGN 2). A pure function: the same journal gives the same verdict.
 */
export function judgeTrial(events: readonly DrillEvent[]): TrialVerdict {
  const broken = brokenJournal(events);
  const record = recordOf(events);
  if (record === undefined)
    return {
      trial: 'unknown',
      outcome: 'inconclusive',
      reason: 'harness-error',
      sentence: sentenceOf('harness-error', 'as-written', false, broken ?? 'the journal has no beginning'),
      findings: [],
    };
  const recovery = record.kind === 'without-runbook' ? {} : recoveryOf(record);
  return verdictOf(record, recovery, decide(record, recovery, broken));
}

function decide(record: TrialRecord, recovery: Recovery, broken: string | undefined): Judged {
  const interrupted = record.first('interrupted');
  if (broken !== undefined && interrupted === undefined) return { reason: 'harness-error', detail: broken };
  const isVoid = firstOf(voidRules, rule => rule(record));
  if (isVoid !== undefined) return isVoid;
  const missing = missingPhase(record);
  if (missing !== undefined) return { reason: 'harness-error', detail: missing };
  if (record.kind === 'without-runbook') {
    const healed = selfHeals(record);
    if (healed !== undefined) return healed;
    const short = tooShort(record);
    return short === undefined ? { reason: 'clean', detail: '' } : { reason: 'harness-error', detail: short };
  }
  const refuted = firstOf(refutingRules, rule => rule(record, recovery));
  if (refuted !== undefined) return refuted;
  const unproven = missingProof(record);
  if (unproven !== undefined) return { reason: 'harness-error', detail: unproven };
  return tooClose(record, recovery) ?? { reason: 'clean', detail: '' };
}

function verdictOf(record: TrialRecord, recovery: Recovery, { reason, detail, at }: Judged): TrialVerdict {
  const outcome = outcomeOf(reason);
  const masked = explainedByFailure.includes(reason) ? probableCause(record) : undefined;
  const cause =
    masked === undefined ? '' : `; probably because \`${masked.text}\` failed with status ${masked.status} in the middle of its block`;
  const where = masked?.location ?? at ?? (outcome === 'refuted' ? lastActingStep(record) : undefined);
  // Numbers of a void trial prove nothing either.
  const counts = !(voidReasons as readonly Reason[]).includes(reason);
  const ledger = counts ? ledgerOf(record) : undefined;
  const interruption = counts ? interruptionOf(record) : undefined;
  return {
    trial: record.kind,
    outcome,
    reason,
    sentence: `${sentenceOf(reason, record.kind, record.facts.planned, detail)}${cause}`,
    findings: [...findingsOf(record), ...(outcome === 'refuted' ? harmBeside(record, reason) : [])],
    ...(outcome === 'refuted' && lateOnly(record, reason) ? { lateOnly: true } : {}),
    ...(where === undefined ? {} : { at: where }),
    ...(recovery.interval === undefined || !counts || reason === 'not-restored' ? {} : { recoveryMs: recovery.interval }),
    ...(record.rehearsal === undefined ? {} : { withReader: true }),
    ...(interruption === undefined ? {} : { interruptionMs: { lower: interruption.lower, upper: interruption.upper } }),
    ...(ledger === undefined ? {} : { ledger }),
  };
}

function outcomeOf(reason: Reason): Outcome {
  if (reason === 'clean') return 'verified';
  return (refutingReasons as readonly Reason[]).includes(reason) ? 'refuted' : 'inconclusive';
}

/** Where a reader looks first when nothing points closer: the last step that acted. */
function lastActingStep(record: TrialRecord): Location | undefined {
  const ran = record.facts.steps.filter(({ id }) => record.all('step.started').some(({ step }) => step === id));
  return (ran.findLast(({ role }) => role === 'act') ?? ran.at(-1))?.location;
}

function firstOf<R, T>(rules: readonly R[], ask: (rule: R) => T | undefined): T | undefined {
  for (const rule of rules) {
    const answer = ask(rule);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** What a command that did nothing can explain. Harm and loss come of commands that did something. */
const explainedByFailure: readonly Reason[] = ['not-restored', 'restored-late', 'cause-remains', 'step-failed'];

/** The first failure that a block passed over while it acted: in an outage a failing look-up is the point. */
function probableCause(record: TrialRecord): ReturnType<typeof maskedFailures>[number] | undefined {
  const acts = (id: string): boolean => record.facts.steps.some(step => step.id === id && step.role !== 'diagnose');
  return maskedFailures(record).find(({ step }) => acts(step));
}
