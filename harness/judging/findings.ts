import { enough } from '../model/in-a-row.ts';
import type { Finding } from '../model/verdict.ts';
import { undeclaredEffects } from './effects.ts';
import { runsOf } from './rounds.ts';
import { maskedFailures, stepFailures } from './steps.ts';
import type { TrialRecord } from './trial-record.ts';

/** Promises that were broken without deciding the verdict, in the order of the journal. */
export function findingsOf(record: TrialRecord): readonly Finding[] {
  const place = (step: string): { location?: NonNullable<Finding['location']> } => {
    const location = record.facts.steps.find(({ id }) => id === step)?.location;
    return location === undefined ? {} : { location };
  };
  // A person wanted to see it once more.
  const ranAgain = (seq: number): boolean => record.all('gate.decided').findLast(one => one.seq < seq)?.action === 'again';
  const found: Finding[] = [
    ...maskedFailures(record).map(({ location, status, text, seq }) => ({
      rule: 'masked',
      message: `\`${text}\` failed with status ${status}, and the block went on`,
      evidence: [seq],
      location,
    })),
    ...stepFailures(record)
      .filter(({ decides }) => !decides || record.kind !== 'as-written')
      .map(({ step, ended }) => ({
        rule: 'step-status',
        message: `step ${step.id}: ${ended.message}${step.roleFrom === 'guess' ? ' (its role is only guessed)' : ''}`,
        evidence: [ended.seq],
        location: step.location,
      })),
    ...record
      .all('step.ended')
      .filter(({ last, attempt, held, seq }) => last && attempt > 1 && held && !ranAgain(seq))
      .map(({ step, attempt, seq }) => ({
        rule: 'needs-patience',
        message: `step ${step} held at its ${ordinal(attempt)} try; a reader who looks once sees it fail`,
        evidence: [seq],
        ...place(step),
      })),
    ...record
      .all('step.ended')
      .filter(({ closedShell, last }) => closedShell && last)
      .map(({ step, seq }) => ({
        rule: 'closed-shell',
        message: `step ${step} closes the reader's shell: variables and folders are lost for what follows`,
        evidence: [seq],
        ...place(step),
      })),
    ...record
      .all('step.ended')
      .filter(({ timedOut, last }) => timedOut && last)
      .map(({ step, seq }) => ({
        rule: 'timed-out',
        message: `step ${step} was ended by its time limit`,
        evidence: [seq],
        ...place(step),
      })),
    ...record
      .all('step.ended')
      .filter(({ stoppedEndless, last }) => stoppedEndless.length > 0 && last)
      .map(({ step, stoppedEndless, seq }) => ({
        rule: 'endless',
        message: `step ${step} never ends by itself: ${stoppedEndless.map(text => `\`${text}\``).join(', ')} was stopped with Ctrl-C`,
        evidence: [seq],
        ...place(step),
      })),
    ...redAtFirst(record),
    ...unsteady(record),
    ...stillGreen(record),
    ...earlyBreach(record),
    ...undeclaredEffects(record),
  ];
  if (record.kind === 'as-written' && !record.facts.hasLoad)
    found.push({ rule: 'data-not-measured', message: 'data loss not measured: the scenario has no load', evidence: [] });
  for (const { fault, proof, seq, held } of record.all('fault.effect').filter(({ when }) => when === 'residual')) {
    if (!held || record.kind !== 'as-written') continue;
    const masked = record.phase('recovery')?.held === true;
    found.push({
      rule: masked ? 'cause-masked' : 'cause-stays',
      message: `the cause is still there${masked ? ', only its effect is gone' : ''}: ${fault}: ${proof}`,
      evidence: [seq],
    });
  }
  return found.toSorted((one, other) => (one.evidence[0] ?? Number.MAX_SAFE_INTEGER) - (other.evidence[0] ?? Number.MAX_SAFE_INTEGER));
}

/** A system that must settle first may do so again when nobody looks. */
function redAtFirst(record: TrialRecord): readonly Finding[] {
  const red = record.rounds.filter(({ phase, steady }) => phase === 'baseline' && !steady);
  return red.length === 0
    ? []
    : [
        {
          rule: 'unsteady',
          message: `${red.length} red round${red.length === 1 ? '' : 's'} before anything was done`,
          evidence: red.map(({ seq }) => seq),
        },
      ];
}

/** Fewer than three rounds of the other colour do not decide, but they are told. */
function unsteady(record: TrialRecord): readonly Finding[] {
  const watches = record.kind === 'without-runbook';
  const rounds = record.rounds.filter(({ phase }) => phase === (watches ? 'recovery' : 'hold'));
  return runsOf(rounds, round => round.restored === watches)
    .filter(run => run.length < enough)
    .map(run => ({
      rule: 'unsteady',
      message: `${run.length} ${watches ? 'green' : 'red'} round${run.length === 1 ? '' : 's'} ${watches ? 'while nobody did anything' : 'after service had come back'}`,
      evidence: run.map(({ seq }) => seq),
    }));
}

/** Probes of the steady state that never noticed the fault, from the first red round to the first step that acts. */
function stillGreen(record: TrialRecord): readonly Finding[] {
  const { symptom, facts, rounds } = record;
  if (symptom === undefined || record.kind !== 'as-written') return [];
  const looks = new Set(facts.steps.filter(({ role }) => role === 'diagnose').map(({ id }) => id));
  const actedMs =
    record.all('step.started').find(({ step }) => !looks.has(step))?.atMs ?? record.phase('respond')?.endedMs ?? Number.POSITIVE_INFINITY;
  const during = rounds.filter(({ seq, endedMs }) => seq >= symptom.seq && endedMs <= actedMs);
  const green = symptom.probes.filter(
    ({ of, name }) => of === 'steady' && [symptom, ...during].every(({ probes }) => probes.every(one => one.name !== name || one.held)),
  );
  return green.length === 0
    ? []
    : [
        {
          rule: 'stayed-green',
          message: `stayed green during the symptom: ${green.map(({ name }) => name).join(', ')}`,
          evidence: [symptom.seq, ...during.filter(({ seq }) => seq !== symptom.seq).map(({ seq }) => seq)],
        },
      ];
}

/** A breach before the first step is the fault's, not the procedure's. */
function earlyBreach(record: TrialRecord): readonly Finding[] {
  const firstMs = record.first('step.started')?.atMs ?? Number.POSITIVE_INFINITY;
  const round = record.rounds.find(
    ({ startedMs, probes }) => startedMs < firstMs && probes.some(({ of, held }) => of === 'never' && !held),
  );
  const breach = round?.probes.find(({ of, held }) => of === 'never' && !held);
  return round === undefined || breach === undefined
    ? []
    : [
        {
          rule: 'breached-by-fault',
          message: `"${breach.name}" was breached before the first step: ${breach.message}`,
          evidence: [round.seq],
        },
      ];
}

function ordinal(count: number): string {
  return count === 2 ? 'second' : count === 3 ? 'third' : `${count}th`;
}
