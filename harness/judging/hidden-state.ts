import type { Difference } from '../model/elsewhere.ts';
import type { EventOf, PlannedStepFacts } from '../model/event.ts';
import type { Finding, HiddenState, TrialVerdict } from '../model/verdict.ts';
import { reliedOn } from './relied-on.ts';
import type { Measures, RecordedTrial } from './step-marks.ts';
import { maskedFailures } from './steps.ts';
import type { TrialRecord } from './trial-record.ts';

/** What a trial at another place tells of the procedure, and a finding for each step that ends otherwise there. */
export interface Hidden {
  readonly state: HiddenState;
  readonly findings: readonly Finding[];
}

/** Compares the procedure as written with the same at a place that has only what the runbook names. */
export function hiddenState({ asWritten, control }: Measures, elsewhere: RecordedTrial): Hidden {
  const { record, verdict } = elsewhere;
  const { differs = [], unchanged = [] } = record.first('elsewhere.made') ?? {};
  const of = (outcome: HiddenState['outcome'], why: string, findings: readonly Finding[] = []): Hidden => ({
    state: { outcome, why, differs: differs.map(showDifference), unchanged },
    findings,
  });
  const doubt = incomparable(asWritten, control, elsewhere);
  if (asWritten === undefined || doubt !== undefined) return of('not-judged', doubt ?? '');
  if (differs.length === 0)
    return of(
      'not-judged',
      unchanged.length === 0 ? 'the stack has nothing that the runbook does not name' : 'all that it does not name had to stay as it is',
    );
  const changed = changedSteps(asWritten.record, record, differs);
  const findings = changed.flatMap(({ finding }) => finding ?? []);
  if (findings.length > 0)
    return of(
      'relies',
      `${findings.length === 1 ? 'one step ends' : `${findings.length} steps end`} otherwise in the trial elsewhere`,
      findings,
    );
  const unsure = changed[0];
  if (unsure !== undefined) return of('not-judged', `step ${unsure.step} ends otherwise elsewhere, and nobody can tell why`);
  if (verdict.outcome === 'verified') return of('needs-nothing', verdict.sentence);
  if (verdict.reason !== 'not-restored')
    return of('not-judged', `each step ends elsewhere as here, and the trial is refuted: ${verdict.reason}`);
  const message = `elsewhere service does not come back, although each step ends as here; otherwise there: ${listed(differs)}`;
  return of('relies', 'service does not come back in the trial elsewhere', [
    { rule: 'hidden-state', message, evidence: [], ...(verdict.at === undefined ? {} : { location: verdict.at }) },
  ]);
}

/** Why nothing can be told of it; undefined where something can. */
function incomparable(
  asWritten: RecordedTrial | undefined,
  control: TrialVerdict | undefined,
  { record, verdict }: RecordedTrial,
): string | undefined {
  if (asWritten === undefined) return 'the trial as-written was not run';
  const written = asWritten.verdict;
  if (written.outcome !== 'verified') return `as-written is ${written.outcome}: ${written.reason}`;
  // It holds only for who is slow, and nobody was slow there.
  if (asWritten.record.events.some(event => event.type === 'trial.started' && event.because === 'human-pace'))
    return 'as-written holds at human pace only';
  if (verdict.outcome === 'inconclusive') return `its trial is inconclusive: ${verdict.reason}`;
  if (record.facts.planned || control?.outcome === 'verified') return undefined;
  return control === undefined
    ? 'nobody watched whether service comes back by itself'
    : `the control is ${control.outcome}: ${control.reason}`;
}

interface ChangedStep {
  readonly step: string;
  /** Absent where it may be chance. */
  readonly finding?: Finding;
}

/** Steps that held and do not there; and those whose status nobody asks for, where they failed there alone. */
function changedSteps(asWritten: TrialRecord, elsewhere: TrialRecord, differs: readonly Difference[]): readonly ChangedStep[] {
  let first: string | undefined;
  return elsewhere.facts.steps.flatMap((step): readonly ChangedStep[] => {
    const [here, there] = [endOf(asWritten, step.id), endOf(elsewhere, step.id)];
    if (here === undefined || there === undefined) return [];
    const failed = newlyFailed(asWritten, elsewhere, step.id);
    const fell = here.held && !there.held;
    if (!fell && !(here.status === 0 && there.status !== 0) && failed === undefined) return [];
    const relied = reliedOn(differs, failed?.text ?? (fell ? textOf(step) : lastLine(textOf(step))), there);
    // In an outage what only looks may end this way or that.
    if (!fell && relied.length === 0) return [{ step: step.id }];
    const seen = failed === undefined ? there.message || `status ${there.status}` : `\`${failed.text}\` fails with status ${failed.status}`;
    const finding: Finding = {
      rule: 'hidden-state',
      message: `step ${step.id} ${explain(relied, differs, first)}: ${seen}`,
      evidence: [there.seq],
      location: failed?.location ?? step.location,
    };
    if (relied.length > 0) first ??= step.id;
    return [{ step: step.id, finding }];
  });
}

/** A statement that fails there in the middle of its block and does not here. */
function newlyFailed(asWritten: TrialRecord, elsewhere: TrialRecord, step: string): ReturnType<typeof maskedFailures>[number] | undefined {
  const known = new Set(maskedFailures(asWritten).flatMap(one => (one.step === step ? [one.text] : [])));
  return maskedFailures(elsewhere).find(one => one.step === step && !known.has(one.text));
}

function explain(relied: readonly Difference[], differs: readonly Difference[], first: string | undefined): string {
  if (relied.length > 0) return `relies on ${listed(relied)}, which the runbook does not name; elsewhere`;
  return first === undefined
    ? `fails elsewhere, where what the runbook does not name is otherwise (${listed(differs)})`
    : `fails elsewhere as well, perhaps only for what step ${first} did not do there`;
}

function listed(differs: readonly Difference[]): string {
  const shown = differs.slice(0, 8).map(showDifference).join(', ');
  return differs.length > 8 ? `${shown} and ${differs.length - 8} more` : shown;
}

/** `variable PGHOST`, `the database's name, POSTGRES_DB of database (chat)`. */
function showDifference({ kind, what, before }: Difference): string {
  const words = { variable: 'variable', file: 'file', database: "the database's name,", password: 'the password,', role: 'the superuser' };
  return `${words[kind]} ${what}${before === undefined ? '' : ` (${before})`}`;
}

function textOf({ bound, text }: PlannedStepFacts): string {
  return bound ?? text;
}

/** What decides a block's status. */
function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

function endOf(record: TrialRecord, step: string): EventOf<'step.ended'> | undefined {
  return record.all('step.ended').findLast(ended => ended.step === step && ended.last);
}
