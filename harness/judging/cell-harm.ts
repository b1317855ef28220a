import type { Location } from '../model/location.ts';
import { ledgerOf } from './ledger.ts';
import { missingPhase } from './completeness.ts';
import { brokenJournal } from './integrity.ts';
import { recoveryOf } from './recovery.ts';
import type { TrialRecord } from './trial-record.ts';
import { voidRules } from './voids.ts';

/** Something bad that came about while a procedure was followed, and may be its deed. */
export interface Suspicion {
  readonly what: 'breach' | 'lost' | 'duplicated' | 'resurrected';
  /** Name of the probe that was breached, else how many writes. */
  readonly probe?: string;
  readonly count: number;
  readonly detail: string;
  readonly at?: Location;
}

/** Whose deed it is: seen of the same fault while nobody did anything, it is the fault's. */
export interface Weighed {
  readonly by: 'procedure' | 'fault' | 'unclear';
  readonly detail: string;
  readonly at?: Location;
}

/**
 * What a control has to be asked about. What had come about before the first step is the fault's own; where nothing acted and service
 * stayed away, missing writes are most often only late, and nobody's deed.
 */
export function suspicionsOf(record: TrialRecord, acted: boolean): readonly Suspicion[] {
  return [...breaches(record), ...losses(record, acted)];
}

function breaches(record: TrialRecord): readonly Suspicion[] {
  const since = record.phase('inject')?.startedSeq ?? 0;
  const first = record.first('step.started');
  if (first === undefined) return [];
  const seen = new Set<string>();
  return record.rounds
    .filter(({ seq }) => seq > since)
    .flatMap(({ probes, endedMs }) =>
      probes
        .filter(({ of, held, name }) => of === 'never' && !held && !seen.has(name))
        .flatMap(({ name, message }): readonly Suspicion[] => {
          seen.add(name);
          if (endedMs <= first.atMs) return [];
          const last = record.all('step.started').findLast(({ atMs }) => atMs <= endedMs) ?? first;
          const at = record.facts.steps.find(({ id }) => id === last.step)?.location;
          return [
            {
              what: 'breach',
              probe: name,
              count: 1,
              detail: `"${name}" was breached at or after step ${last.step}: ${message}`,
              ...(at === undefined ? {} : { at }),
            },
          ];
        }),
    );
}

function losses(record: TrialRecord, acted: boolean): readonly Suspicion[] {
  const ledger = ledgerOf(record);
  if (ledger === undefined || (!acted && !isBack(record))) return [];
  return (['lost', 'duplicated', 'resurrected'] as const)
    .filter(kind => ledger[kind] > record.facts.rpo[kind])
    .map(kind => ({ what: kind, count: ledger[kind], detail: `${ledger[kind]} of ${ledger.acknowledged} acknowledged writes ${kind}` }));
}

/** Whether service came back and stayed. */
export function isBack(record: TrialRecord): boolean {
  const { run, relapse } = recoveryOf(record);
  return run !== undefined && relapse === undefined && record.phase('hold')?.held === true;
}

/** Compares with the same fault and nobody acting. Only what was looked for there in earnest, and did not come about, is the procedure's deed. */
export function weigh(suspicion: Suspicion, record: TrialRecord, control: TrialRecord | undefined): Weighed {
  const { detail, at } = suspicion;
  const answer = (by: Weighed['by'], more: string): Weighed => ({ by, detail: `${detail}${more}`, ...(at === undefined ? {} : { at }) });
  const unusable = control === undefined ? 'the fault alone was not watched' : notAControl(control);
  if (control === undefined || unusable !== undefined) return answer('unclear', `; ${unusable ?? ''}`);
  return suspicion.what === 'breach' ? breachAlone(suspicion, control, answer) : lossAlone(suspicion, record, control, answer);
}

type Answering = (by: Weighed['by'], more: string) => Weighed;

function breachAlone({ probe }: Suspicion, control: TrialRecord, answer: Answering): Weighed {
  const since = control.phase('inject')?.startedSeq ?? 0;
  const asked = control.rounds.filter(({ seq }) => seq > since).flatMap(({ probes }) => probes.filter(({ name }) => name === probe));
  if (asked.some(({ held }) => !held)) return answer('fault', '; it is with nobody acting as well');
  // A service that is down answers nobody, and is no witness.
  const last = asked.at(-1);
  return last === undefined || last.message !== ''
    ? answer('unclear', '; with nobody acting it could not be asked')
    : answer('procedure', '; with nobody acting it is not');
}

function lossAlone({ what, count }: Suspicion, record: TrialRecord, control: TrialRecord, answer: Answering): Weighed {
  const alone = what === 'breach' ? undefined : ledgerOf(control)?.[what];
  if (alone === undefined) return answer('unclear', '; with nobody acting the ledger could not be read');
  if (alone >= count) return answer('fault', `, ${alone} with nobody acting`);
  if (alone > 0) return answer('unclear', `, ${alone} with nobody acting`);
  return what === 'lost' && !isBack(record)
    ? answer('unclear', ', none with nobody acting; service is not back, so that they may only be late')
    : answer('procedure', ', none with nobody acting');
}

/** Why a trial without the runbook says nothing. */
function notAControl(control: TrialRecord): string | undefined {
  if (control.kind !== 'without-runbook') return 'the fault alone was not watched';
  const broken = brokenJournal(control.events);
  if (broken !== undefined) return broken;
  for (const rule of voidRules) {
    const found = rule(control);
    if (found !== undefined) return `watching the fault alone came to nothing (${found.reason}: ${found.detail})`;
  }
  return missingPhase(control);
}
