import { enough } from '../model/in-a-row.ts';
import { missingPhase, missingProof } from './completeness.ts';
import { tooShort, watchedMs } from './control.ts';
import { brokenJournal } from './integrity.ts';
import { ledgerOf } from './ledger.ts';
import type { LossKind } from './ledger.ts';
import { cameUp, isBack, isGreen, mayBeLate } from './suspicions.ts';
import type { Suspicion } from './suspicions.ts';
import type { TrialRecord } from './trial-record.ts';
import { voidRules } from './voids.ts';

/** The same fault, otherwise. */
export interface Witnesses {
  /** With nobody acting. */
  readonly control?: TrialRecord;
  /** With the procedure that is for it. Where service came back it is the only one to ask: with nobody acting service stays away, and most does not show. */
  readonly cure?: TrialRecord;
}

/** Whose deed it is. */
export interface Weighed extends Suspicion {
  readonly by: 'procedure' | 'fault' | 'unclear';
}

type Answer = readonly [by: Weighed['by'], more: string];

/** Only what was looked for in earnest where the procedure was not followed, and did not come about there, is the procedure's deed. */
export function weigh(suspicion: Suspicion, record: TrialRecord, { control, cure }: Witnesses): Weighed {
  const unusable = control === undefined ? 'the fault alone was not watched' : notAControl(control, record);
  const witness = cure !== undefined && isCure(cure) ? cure : undefined;
  const [by, more]: Answer =
    control === undefined || unusable !== undefined
      ? ['unclear', unusable ?? '']
      : suspicion.what === 'breach'
        ? ofBreach(suspicion, record, control, witness)
        : suspicion.what === 'outage'
          ? ofOutage(suspicion, control)
          : suspicion.what === 'unseen'
            ? ofUnseen(suspicion, control)
            : ofLoss({ ...suspicion, what: suspicion.what }, record, control, witness);
  return { ...suspicion, by, detail: `${suspicion.detail}; ${more}` };
}

const nobody = 'with nobody acting';
const cured = "with the fault's own runbook";

function ofBreach({ probe = '' }: Suspicion, record: TrialRecord, control: TrialRecord, cure: TrialRecord | undefined): Answer {
  const alone = isBreached(control, probe);
  if (alone === true) return ['fault', `it is ${nobody} as well`];
  if (!cameUp(record)) return alone === undefined ? ['unclear', `${nobody} it could not be asked`] : ['procedure', `${nobody} it is not`];
  const withCure = cure === undefined ? undefined : isBreached(cure, probe);
  if (withCure === undefined) return ['unclear', `service came back, and no trial ${cured} tells whether that alone brings it about`];
  return withCure ? ['fault', `it is ${cured} as well`] : ['procedure', `${cured} it is not`];
}

/** Whether a probe of what must never be was breached since the fault was put in; undefined where it was not answered at the end: what is down is no witness. */
function isBreached(record: TrialRecord, probe: string): boolean | undefined {
  const since = record.phase('inject')?.startedSeq ?? 0;
  const asked = record.rounds
    .filter(({ seq }) => seq > since)
    .flatMap(({ probes }) => probes.filter(({ of, name }) => of === 'never' && name === probe));
  if (asked.some(({ held }) => !held)) return true;
  return asked.at(-1)?.message === '' ? false : undefined;
}

function ofOutage({ probe = '' }: Suspicion, control: TrialRecord): Answer {
  const watched = control.rounds.filter(({ seq }) => seq >= (control.symptom?.seq ?? Number.POSITIVE_INFINITY));
  if (watched.length < enough) return ['unclear', `${nobody} it was hardly asked`];
  if (watched.every(({ probes }) => isGreen(probes, probe) === true)) return ['procedure', `${nobody} it stays green`];
  return watched.slice(-enough).every(({ probes }) => isGreen(probes, probe) === false)
    ? ['fault', `so it is ${nobody}`]
    : ['unclear', `${nobody} it is red now and then`];
}

function ofUnseen({ probe }: Suspicion, control: TrialRecord): Answer {
  const same = probe === undefined ? control.first('ledger.unread') !== undefined : isBreached(control, probe) === undefined;
  return same ? ['fault', `so it is ${nobody}`] : ['unclear', `${nobody} it could`];
}

function ofLoss(
  { what, count }: Suspicion & { readonly what: LossKind },
  record: TrialRecord,
  control: TrialRecord,
  cure: TrialRecord | undefined,
): Answer {
  const tolerated = record.facts.rpo[what] ?? 0;
  const alone = ledgerOf(control)?.[what];
  const other = cure === undefined ? undefined : ledgerOf(cure)?.[what];
  // Of writes that are absent, not of such as are there twice.
  const absent = what === 'lost' || what === 'neverExecuted';
  if (mayBeLate(what, record))
    return alone !== undefined && alone > 0
      ? ['fault', `${alone} ${nobody}; while service is away they may only be late`]
      : ['unclear', `${alone === undefined ? 'not to be told' : 'none'} ${nobody}; while service is away they may only be late`];
  if (!absent && alone !== undefined && alone > tolerated)
    return alone >= count ? ['fault', `${alone} ${nobody}`] : ['unclear', `${alone} ${nobody}`];
  if (!absent && !cameUp(record))
    return alone === undefined ? ['unclear', `${nobody} the writes could not be read`] : ['procedure', `${alone} ${nobody}`];
  if (other !== undefined) {
    if (other <= tolerated) return ['procedure', `${other} ${cured}`];
    return other >= count ? ['fault', `${other} ${cured}`] : ['unclear', `${other} ${cured}`];
  }
  // What is there with nobody acting is not lost by the fault; what is missing there may only be late.
  return absent && alone !== undefined && alone <= tolerated
    ? ['procedure', `${alone} ${nobody}`]
    : ['unclear', `service came back, and no trial ${cured} tells what that alone brings about`];
}

/** Why a trial without the runbook says nothing of this one. */
export function notAControl(control: TrialRecord, record: TrialRecord): string | undefined {
  if (control.kind !== 'without-runbook') return 'the fault alone was not watched';
  const why = amiss(control) ?? tooShort(control);
  if (why !== undefined) return `watching the fault alone came to nothing (${why})`;
  return watchedMs(control) < watchedMs(record) ? 'the fault alone was watched for a shorter time' : undefined;
}

/** Service came back with it and stayed, and all that tells of harm was answered. */
function isCure(cure: TrialRecord): boolean {
  return cure.kind === 'as-written' && amiss(cure) === undefined && isBack(cure) && missingProof(cure) === undefined;
}

/** Why a trial tells nothing; undefined where it does. */
export function amiss(record: TrialRecord): string | undefined {
  const broken = brokenJournal(record.events);
  if (broken !== undefined) return broken;
  for (const rule of voidRules) {
    const found = rule(record);
    if (found !== undefined) return `${found.reason}: ${found.detail}`;
  }
  return missingPhase(record);
}
