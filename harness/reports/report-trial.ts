import type { DrillEvent, EventOf, PlanFacts, PlannedStepFacts } from '../model/event.ts';
import { whatWasDone } from '../judging/left-at-gate.ts';
import { deviates } from '../model/gate.ts';
import type { TrialRun } from '../model/run.ts';
import type { TrialVerdict } from '../model/verdict.ts';
import { healthOf } from './health.ts';
import { place, reportFinding } from './report-place.ts';
import { reportRehearsal } from './report-rehearsal.ts';
import type { ReportStep, ReportTrial } from './report-schema.ts';
import { recoverySplit } from './recovery-split.ts';
import { eventsOf } from './events-of.ts';

/** What a report says of one trial. Without a verdict (there is none for a journal that nobody judged) it is inconclusive. */
export function reportTrial(run: TrialRun, facts: PlanFacts, verdict: TrialVerdict | undefined): ReportTrial {
  const { events } = run;
  const started = eventsOf(events, 'trial.started')[0];
  const ready = eventsOf(events, 'stack.ready')[0];
  const rehearsal = reportRehearsal(events);
  return {
    trial: run.trial,
    attempt: run.attempt,
    ...(run.because === undefined ? {} : { because: run.because }),
    journal: run.journal,
    entries: events.length,
    lastedMs: Math.round(events.at(-1)?.atMs ?? 0),
    outcome: verdict?.outcome ?? 'inconclusive',
    reason: verdict?.reason ?? 'harness-error',
    sentence: verdict?.sentence ?? 'was not judged',
    ...(verdict?.at === undefined ? {} : { at: place(verdict.at) }),
    ...(verdict?.recoveryMs === undefined ? {} : { recoveryMs: { ...verdict.recoveryMs } }),
    ...(verdict?.withReader === undefined ? {} : { withReader: verdict.withReader }),
    ...(verdict?.interruptionMs === undefined ? {} : { interruptionMs: { ...verdict.interruptionMs } }),
    ...(verdict?.ledger === undefined ? {} : { ledger: { ...verdict.ledger } }),
    engine: started?.engine ?? '',
    startedAt: started?.startedAt ?? '',
    services: (ready?.services ?? []).map(service => ({ ...service })),
    standIns: [...(ready?.standIns ?? [])],
    faults: faultsOf(events),
    health: healthOf(events, (started?.facts ?? facts).planned),
    deviations: deviationsOf(events),
    ...(rehearsal === undefined ? {} : { rehearsal }),
    ...effectsOf(events),
    ...splitOf(events, started?.facts ?? facts),
    phases: phasesOf(events),
    steps: run.trial === 'without-runbook' ? [] : (started?.facts ?? facts).steps.map(step => stepOf(step, events)),
    findings: (verdict?.findings ?? []).map(reportFinding),
  };
}

function faultsOf(events: readonly DrillEvent[]): ReportTrial['faults'] {
  const effects = eventsOf(events, 'fault.effect');
  return eventsOf(events, 'fault.injected').map(({ fault, kind, summary, persistence, location, atMs }) => {
    const of = (when: EventOf<'fault.effect'>['when']): EventOf<'fault.effect'> | undefined =>
      effects.findLast(effect => effect.fault === fault && effect.when === when);
    const atEnd = of('residual');
    return {
      fault,
      kind,
      summary,
      persistence,
      at: place(location),
      injectedMs: Math.round(atMs),
      proof: (of('effect') ?? of('during'))?.proof ?? '',
      atEnd: atEnd === undefined ? '' : atEnd.held ? `still there: ${atEnd.proof}` : `no longer proven: ${atEnd.proof}`,
    };
  });
}

/** Material deviations: whatever was not done as the runbook says. */
function deviationsOf(events: readonly DrillEvent[]): ReportTrial['deviations'] {
  return events.flatMap(event => {
    switch (event.type) {
      case 'gate.decided':
        return deviates(event.action) ? [whatWasDone(event)] : [];
      case 'deviated':
        return [`step ${event.step}: ${event.message}`];
      case 'step.skipped':
        return event.kind === 'skip' || event.kind === 'answered'
          ? [`step ${event.step} was ${event.kind === 'skip' ? 'skipped' : 'answered instead of carried out'}: ${event.why}`]
          : [];
      case 'procedure.stopped':
        return [`stopped at step ${event.step}${event.why === 'gate' ? ': its check said to go no further' : ''}`];
      case 'not-clear-to-act':
        return [`nothing was done at step ${event.step}: ${event.message}`];
      case 'incomplete':
        return [event.message];
      case 'interrupted':
        return [`interrupted by ${event.by}`];
      default:
        return [];
    }
  });
}

function splitOf(events: readonly DrillEvent[], facts: PlanFacts): Pick<ReportTrial, 'split'> {
  const split = recoverySplit(events, facts);
  return split === undefined
    ? {}
    : { split: Object.fromEntries(Object.entries(split).map(([part, ms]) => [part, Math.round(ms as number)])) as ReportTrial['split'] };
}

function effectsOf(events: readonly DrillEvent[]): Pick<ReportTrial, 'effects'> {
  const seen = eventsOf(events, 'effects.seen').at(-1);
  if (seen === undefined) return {};
  const { changes, more, restless, unseen } = seen;
  return { effects: { changes: changes.map(one => ({ ...one })), more, restless: [...restless], unseen: unseen.map(one => ({ ...one })) } };
}

function phasesOf(events: readonly DrillEvent[]): ReportTrial['phases'] {
  const found: ReportTrial['phases'] = [];
  for (const event of events) {
    // What never ended lasts until the last entry of the journal, and did not hold.
    if (event.type === 'phase.started')
      found.push({ phase: event.phase, startedMs: event.atMs, endedMs: events.at(-1)?.atMs ?? event.atMs, held: false, note: '' });
    const open = found.at(-1);
    if (event.type === 'phase.ended' && open?.phase === event.phase)
      Object.assign(open, { endedMs: event.atMs, held: event.held, note: event.note ?? '' });
  }
  return found;
}

function stepOf(facts: PlannedStepFacts, events: readonly DrillEvent[]): ReportStep {
  const { id, role, roleFrom, location, timeoutMs, expects } = facts;
  const edited = eventsOf(events, 'gate.decided').findLast(({ step, action }) => step === facts.id && action === 'edit')?.text;
  const about = {
    id,
    role,
    roleFrom,
    at: place(location),
    timeoutMs,
    ...(edited === undefined ? {} : { edited }),
    ...(expects === undefined ? {} : { expects }),
  };
  const ended = eventsOf(events, 'step.ended').filter(({ step }) => step === facts.id);
  const skipped = eventsOf(events, 'step.skipped').find(({ step }) => step === facts.id);
  const startedMs = eventsOf(events, 'step.started').find(({ step }) => step === facts.id)?.atMs;
  // In a trial of two passes the one that did not hold is told of, else the last.
  const finals = ended.filter(one => one.last);
  const told = finals.find(({ held }) => !held) ?? finals.at(-1) ?? ended.at(-1);
  if (told === undefined)
    return {
      ...about,
      status: skipped === undefined ? 'not-reached' : 'skipped',
      attempts: 0,
      message: skipped?.why ?? '',
      masked: [],
      ...(startedMs === undefined ? {} : { startedMs }),
    };
  const before = finals.findLast(({ seq }) => seq < told.seq)?.seq ?? -1;
  const attempts = ended.filter(({ seq }) => seq > before && seq <= told.seq);
  return {
    ...about,
    status: told.held ? 'held' : 'not-held',
    exit: told.status,
    attempts: attempts.length,
    ...(startedMs === undefined ? {} : { startedMs }),
    durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0),
    message: told.message,
    masked: told.masked.map(({ location, status, text }) => ({ at: place(location), status, text })),
  };
}
