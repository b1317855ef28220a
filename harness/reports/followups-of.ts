import type { FollowUp, Team } from '../model/team.ts';
import { isBeside } from '../model/trial-kind.ts';
import type { Report, ReportScenario, ReportTrial } from './report-schema.ts';

/** What this run says about a finding that somebody owns. Only a verified scenario whose trials could show it says that it is gone. */
export type FoundNow = 'found' | 'not-found' | 'cannot-tell' | 'no-trial' | 'not-drilled';

export interface FollowUpState {
  readonly followup: FollowUp;
  readonly inThisRun: FoundNow;
  /** The trials of its scenario in this run: a finding of another one cannot show. */
  readonly trials: readonly string[];
  /** Past its day on the day of the run, and not seen to be gone. */
  readonly overdue: boolean;
}

/** A known failure that its scenario's own `outcome` declares, with owner and end. */
export interface DeclaredFailure {
  readonly scenario: string;
  readonly finding: string;
  readonly owner: string;
  readonly until: string;
  readonly because: string;
}

/** Scenarios of this run with a finding that nobody owns. */
export interface UnownedFinding {
  readonly finding: string;
  readonly scenarios: readonly string[];
}

export interface FollowUps {
  readonly followups: readonly FollowUpState[];
  readonly declared: readonly DeclaredFailure[];
  /** Reasons of verdicts first, then findings; each by name. */
  readonly unowned: readonly UnownedFinding[];
}

/** Who owns what was found, and what nobody owns. Days are compared with the run's own, in UTC. */
export function followupsOf(team: Team | undefined, report: Report): FollowUps {
  const today = report.startedAt.slice(0, 10);
  const scenarios = new Map(report.scenarios.map(scenario => [scenario.id, scenario]));
  const followups = (team?.followups ?? []).map((followup): FollowUpState => {
    const scenario = scenarios.get(followup.scenario);
    const inThisRun = foundNow(followup.finding, scenario);
    const trials = [...new Set(scenario?.trials.map(({ trial }) => trial))];
    return { followup, inThisRun, trials, overdue: followup.due !== undefined && followup.due < today && !isGone(followup, inThisRun) };
  });
  const owned = new Set(followups.map(({ followup: { scenario, finding } }) => keyOf(scenario, finding)));
  const declared = report.scenarios.flatMap(declaredFailure);
  for (const { scenario, finding } of declared) owned.add(keyOf(scenario, finding));
  // What is broken on purpose and found to be broken needs no owner.
  const tried = report.scenarios.filter(({ expected, asExpected }) => !(expected.selfTest && asExpected));
  const isOpen = ({ id }: ReportScenario, finding: string): boolean => !owned.has(keyOf(id, finding));
  const reasons = grouped(tried.flatMap(one => (one.outcome !== 'verified' && isOpen(one, one.reason) ? [[one.reason, one.id]] : [])));
  const rules = grouped(tried.flatMap(one => one.findings.flatMap(({ rule }) => (isOpen(one, rule) ? [[rule, one.id]] : []))));
  return { followups, declared, unowned: [...reasons, ...rules] };
}

function foundNow(finding: string, scenario: ReportScenario | undefined): FoundNow {
  if (scenario === undefined) return 'not-drilled';
  const { outcome, reason, findings, trials, hidden } = scenario;
  // What happens without a step, or elsewhere, is not what happens.
  const own = trials.filter(({ trial }) => !isBeside(trial));
  const seen =
    [{ outcome, reason }, ...own].some(one => one.outcome !== 'verified' && one.reason === finding) ||
    [...findings, ...own.flatMap(trial => trial.findings)].some(({ rule }) => rule === finding);
  if (seen) return 'found';
  // A trial that was refuted or void for another reason may have ended before this could show.
  if (outcome !== 'verified' || (finding === 'hidden-state' && hidden?.outcome === 'not-judged')) return 'cannot-tell';
  const needed = shownBy[finding];
  return needed === undefined || trials.some(({ trial }) => trial === needed) ? 'not-found' : 'no-trial';
}

/** Reasons that only a trial shows which a verdict does not need. */
const shownBy: Readonly<Record<string, ReportTrial['trial']>> = {
  harmful: 'without-fault',
  'not-repeatable': 'twice',
  'hidden-state': 'elsewhere',
};

function isGone({ retest }: FollowUp, inThisRun: FoundNow): boolean {
  if (inThisRun === 'found') return false;
  return inThisRun === 'not-found' || (retest !== undefined && !retest.stillFound && retest.outcome === 'verified');
}

function declaredFailure({ id, outcome, reason, expected, asExpected }: ReportScenario): readonly DeclaredFailure[] {
  if (outcome === 'verified' || !asExpected || expected.selfTest || expected.owner === undefined) return [];
  return [{ scenario: id, finding: reason, owner: expected.owner, until: expected.until ?? '', because: expected.because ?? '' }];
}

function grouped(pairs: readonly (readonly string[])[]): readonly UnownedFinding[] {
  const groups = new Map<string, Set<string>>();
  for (const [finding = '', scenario = ''] of pairs) groups.set(finding, (groups.get(finding) ?? new Set()).add(scenario));
  return [...groups]
    .map(([finding, scenarios]) => ({ finding, scenarios: [...scenarios].sort() }))
    .sort((a, b) => (a.finding < b.finding ? -1 : 1));
}

function keyOf(scenario: string, finding: string): string {
  return JSON.stringify([scenario, finding]);
}
