import { failing } from '../selecting/plan-file.ts';
import type { Failing, PlanFile, PlanFileScenario } from '../selecting/plan-file.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import type { AuditedResult, AuditedRun } from './audited-run.ts';
import { unexplained } from './needs.ts';
import type { Needs } from './needs.ts';

/**
 * What a planned scenario means for the decision: `expected` (verified, or known to be broken and drilled as such), `failed`, `onboarding` and
 * `let-pass` (not as expected, and let pass by the policy: never verified), or why nothing is known of it.
 */
export type Standing = 'expected' | 'failed' | 'onboarding' | 'let-pass' | 'missing' | 'twice' | 'changed' | 'no-secret' | 'problem';

export interface Judged {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly owner?: string;
  readonly standing: Standing;
  /** One sentence. */
  readonly what: string;
  readonly next: string;
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
  readonly result?: AuditedResult;
}

export interface Decision {
  readonly decision: 'pass' | 'fail' | 'neutral';
  /** Of the command. */
  readonly status: 0 | 1 | 2 | 3;
  /** The decision in one sentence. */
  readonly sentence: string;
  readonly scenarios: readonly Judged[];
  /** What is wrong with the evidence, or the plan, as a whole. */
  readonly wrong: readonly { readonly what: string; readonly next: string }[];
  readonly counts: Readonly<Record<Standing, number>> & { readonly verified: number };
}

export interface Facts {
  readonly plan: PlanFile;
  readonly runs: readonly AuditedRun[];
  /** Beside what the plan's own policy says; the stricter of both counts. Absent: the plan's alone. */
  readonly failOn?: readonly Failing[];
  /** ISO date. */
  readonly today: string;
  /** Commit that is checked out where the gate runs; absent where there is none. */
  readonly here?: string;
  /** The version of this program. */
  readonly drillbook: string;
  /** Whether a CI system runs it: what is in no commit then counts for nothing. */
  readonly inCi?: boolean;
  /** How the jobs before it ended, as far as the CI system says it. */
  readonly needs?: Needs;
}

/** One decision over a plan and all evidence of it, by content: each planned scenario once, with evidence that holds, as expected. */
export function decide(facts: Facts): Decision {
  const { plan, runs, needs } = facts;
  const sound = runs.filter(({ wrong }) => wrong.length === 0);
  const wrong = [...wrongPlan(facts), ...runs.flatMap(run => wrongRun(run, facts))];
  const scenarios = [
    ...plan.scenarios.map(scenario => judge(scenario, sound, facts)),
    ...plan.missingSecrets.map(({ id, names }) => withoutSecret(id, names)),
    ...plan.problems.map(ofProblem),
  ];
  const counts = countsOf(scenarios);
  // What a job met and no evidence tells of; results that explain a failed job are told by themselves.
  if (wrong.length === 0 && scenarios.every(({ standing }) => standing === 'expected')) wrong.push(...unexplained(needs));
  const failed = scenarios.filter(({ standing }) => isFailure(standing));
  const inconclusiveOnly =
    wrong.length === 0 && failed.every(({ standing, result }) => standing === 'failed' && result?.outcome === 'inconclusive');
  const decision = wrong.length > 0 || failed.length > 0 ? 'fail' : counts['no-secret'] > 0 ? 'neutral' : 'pass';
  const status = plan.problems.length > 0 ? 2 : decision === 'pass' ? 0 : decision === 'neutral' || inconclusiveOnly ? 3 : 1;
  return { decision, status, sentence: sentenceOf(decision, plan, counts, wrong.length), scenarios, wrong, counts };
}

function isFailure(standing: Standing): boolean {
  return standing !== 'expected' && standing !== 'onboarding' && standing !== 'let-pass' && standing !== 'no-secret';
}

function wrongPlan({ plan, here, drillbook, inCi }: Facts): Decision['wrong'][number][] {
  const again = 'Make the plan again, where the scenarios are drilled.';
  return [
    ...(plan.drillbook === drillbook
      ? []
      : [
          {
            what: `the plan was made by drillbook ${plan.drillbook}, and this is ${drillbook}`,
            next: 'Plan, drill and gate with the same version.',
          },
        ]),
    ...(inCi === true && plan.head?.dirty === true
      ? [
          {
            what: 'the plan was made of files that are in no commit',
            next: 'Plan, drill and gate a clean checkout: what a step before writes into it must be ignored by git.',
          },
        ]
      : []),
    ...(here === undefined || plan.head?.commit === here
      ? []
      : [{ what: `the plan is of commit ${plan.head?.commit ?? 'none'}, and ${here} is checked out here`, next: again }]),
  ];
}

function wrongRun(
  { folder, wrong, drillbook, commit, dirty, shards, results }: AuditedRun,
  { plan, inCi }: Pick<Facts, 'plan' | 'inCi'>,
): Decision['wrong'] {
  const look = `Look at it with \`drillbook audit ${folder}\`; drill again.`;
  if (wrong.length > 0) return wrong.map(what => ({ what: `${folder}: the evidence does not hold: ${what}`, next: look }));
  const planned = new Map(plan.scenarios.map(one => [one.id, one]));
  const again = 'Give the evidence of this plan and of nothing else.';
  return [
    ...(drillbook === plan.drillbook
      ? []
      : [{ what: `${folder}: it was drilled by drillbook ${drillbook}, and planned by ${plan.drillbook}`, next: again }]),
    ...(commit === plan.head?.commit
      ? []
      : [{ what: `${folder}: it was drilled at commit ${commit ?? 'none'}, and planned at ${plan.head?.commit ?? 'none'}`, next: again }]),
    ...(inCi === true && dirty === true
      ? [{ what: `${folder}: it was drilled with files that are in no commit`, next: 'Drill a clean checkout.' }]
      : []),
    ...shards
      .filter(({ current, total }) => (total ?? plan.shards) !== plan.shards || current > plan.shards)
      .map(({ current, total }) => ({
        what: `${folder}: it is shard ${current}${total === undefined ? '' : ` of ${total}`}, and the plan has ${plan.shards}`,
        next: again,
      })),
    ...results
      .filter(({ id }) => !planned.has(id))
      .map(({ id }) => ({ what: `${folder}: ${id} was drilled and not planned`, next: again })),
    ...shardsMixed(shards, results, planned).map(id => ({ what: `${folder}: ${id} was planned for another shard`, next: again })),
  ];
}

/** Of a single part: what was planned for another one. */
function shardsMixed(
  shards: AuditedRun['shards'],
  results: readonly AuditedResult[],
  planned: ReadonlyMap<string, PlanFileScenario>,
): readonly string[] {
  const [only, more] = shards;
  if (only?.total === undefined || more !== undefined) return [];
  return results.map(({ id }) => id).filter(id => (planned.get(id)?.shard ?? only.current) !== only.current);
}

function judge(scenario: PlanFileScenario, runs: readonly AuditedRun[], facts: Facts): Judged {
  const { id, file, title, owner, inputDigest, policy } = scenario;
  const found = runs.flatMap(({ folder, results }) => results.filter(one => one.id === id).map(result => ({ folder, result })));
  const about = { id, file, title, ...(owner === undefined ? {} : { owner }), at: { file, line: 1, column: 1 } };
  const [first, second] = found;
  if (first === undefined)
    return {
      ...about,
      standing: 'missing',
      what: 'no evidence that holds tells of it, though it was planned',
      next: 'Look at the job that was to drill it; give its evidence to the gate.',
    };
  if (second !== undefined)
    return {
      ...about,
      standing: 'twice',
      what: `it is reported ${found.length} times, in ${[...new Set(found.map(one => one.folder))].join(' and ')}, expected once`,
      next: 'Give each folder once: that of the shards, or the one that they were put together in.',
    };
  const { result } = first;
  const whole = { ...about, at: result.at, result };
  // The second says nothing that the first does not, where evidence is what it seems to be.
  if (result.inputDigest !== inputDigest || canonicalJson(result.expected) !== canonicalJson(scenario.expected))
    return {
      ...whole,
      standing: 'changed',
      what: 'what was drilled is not what was planned: its files changed in between',
      next: 'Plan and drill from the same commit, with the same files.',
    };
  if (result.rehearsed)
    return {
      ...whole,
      standing: 'failed',
      what: `it was rehearsed by a person, ${result.outcome} (${result.reason}); what counts here is a drill`,
      next: 'Drill it: drillbook drill --plan.',
    };
  const verdict = `${result.outcome} (${result.reason}): ${result.sentence}`;
  if (result.asExpected) return { ...whole, standing: 'expected', what: verdict, next: '' };
  const why = result.unexpected === '' ? verdict : `${verdict}; ${result.unexpected}`;
  const { onboarding } = policy;
  if (onboarding !== undefined) {
    const at = `${onboarding.file}:${onboarding.line}`;
    const who = `${onboarding.owner}: ${onboarding.because}`;
    if (facts.today <= onboarding.until)
      return { ...whole, standing: 'onboarding', what: `${why}; onboarding until ${onboarding.until} (${at}, ${who})`, next: result.next };
    return { ...whole, standing: 'failed', what: `${why}; its onboarding ended on ${onboarding.until} (${at}, ${who})`, next: result.next };
  }
  // Only what could not be told may pass: what is refuted, or verified against what its author says, never does.
  if (result.outcome === 'inconclusive' && !failOnOf(policy.failOn, facts.failOn).includes('inconclusive'))
    return { ...whole, standing: 'let-pass', what: `${why}; let pass, for inconclusive outcomes do not fail this gate`, next: result.next };
  return { ...whole, standing: 'failed', what: why, next: result.next };
}

/** The stricter of what files and the call say; both outcomes where neither says anything. */
function failOnOf(policy: readonly Failing[] | undefined, call: readonly Failing[] | undefined): readonly Failing[] {
  if (policy === undefined && call === undefined) return failing;
  return failing.filter(one => policy?.includes(one) === true || call?.includes(one) === true);
}

function withoutSecret(id: string, names: readonly string[]): Judged {
  return {
    id,
    file: id,
    title: id,
    standing: 'no-secret',
    what: `it was not drilled: ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no value here, as in a fork`,
    next: 'A maintainer has to drill it, where the secret is, before this can be green.',
    at: { file: id, line: 1, column: 1 },
  };
}

function ofProblem({ file, line, column, message, hint, scenarios }: PlanFile['problems'][number]): Judged {
  const id = scenarios.join(', ') || 'the policy of this gate';
  return {
    id,
    file,
    title: id,
    standing: 'problem',
    what: message,
    next: hint ?? 'Mend the file, then plan again.',
    at: { file, line, column },
  };
}

function countsOf(scenarios: readonly Judged[]): Decision['counts'] {
  const count = (standing: Standing): number => scenarios.filter(one => one.standing === standing).length;
  return {
    expected: count('expected'),
    failed: count('failed'),
    onboarding: count('onboarding'),
    'let-pass': count('let-pass'),
    missing: count('missing'),
    twice: count('twice'),
    changed: count('changed'),
    'no-secret': count('no-secret'),
    problem: count('problem'),
    verified: scenarios.filter(({ standing, result }) => standing === 'expected' && result?.outcome === 'verified').length,
  };
}

function sentenceOf(decision: Decision['decision'], plan: PlanFile, counts: Decision['counts'], wrong: number): string {
  const { verified, expected, onboarding, 'let-pass': letPass, 'no-secret': noSecret } = counts;
  const lost = counts.missing + counts.twice + counts.changed;
  const parts = [
    [verified, 'verified'],
    [expected - verified, 'known to be broken, as expected'],
    [counts.failed, 'not as expected'],
    [lost, 'without a result that counts'],
    [counts.problem, 'with a problem in a file'],
    [noSecret, 'not drilled for want of a secret'],
    [onboarding, 'not as expected, onboarding'],
    [letPass, 'inconclusive, let pass'],
    [plan.leftOut.length, 'left out of the plan'],
    [wrong, 'wrong with the evidence or the plan'],
  ] as const;
  const told = parts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`])).join(', ');
  const since = plan.base === undefined ? '' : ` what changed since ${plan.base.ref}`;
  if (told === '')
    return plan.by === 'base'
      ? `pass: no scenario is affected by${since}: there was nothing to drill`
      : 'pass: the plan chose no scenario: there was nothing to drill';
  return `${decision}: ${told}`;
}
