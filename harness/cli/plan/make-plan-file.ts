import { relative, resolve } from 'node:path';
import { redaction } from '../../evidence/redaction.ts';
import type { Config } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import type { ExpectedOutcome } from '../../model/scenario.ts';
import { loadConfigs } from '../../planning/load-config.ts';
import type { Plan } from '../../planning/plan.ts';
import { readRegister } from '../../register/read-register.ts';
import type { RunRecord } from '../../register/record.ts';
import { statusOf } from '../../register/status.ts';
import { divide, fitInto } from '../../selecting/divide.ts';
import { estimate } from '../../selecting/estimate.ts';
import { sealPlan } from '../../selecting/plan-file.ts';
import type { PlanFile, PlanFileScenario, Policy } from '../../selecting/plan-file.ts';
import { policyOf, stricter, unexcused, withoutSay } from '../../selecting/policy.ts';
import { stalestFirst } from '../../selecting/stalest-first.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import type { CommandIo } from '../command.ts';
import { ofProposedChange } from '../drill/in-ci.ts';
import { sourceState } from '../drill/run-source.ts';
import { pluginTeller } from '../plan-loader.ts';
import { registerStore } from '../register-store.ts';
import { uniqueProblems } from '../show-problems.ts';
import { skippedOf } from '../skipped.ts';
import { version } from '../version.ts';
import { compareWithBase } from './compare-with-base.ts';
import type { Compared } from './compare-with-base.ts';
import { knownHere, scenariosHere } from './scenarios-here.ts';
import type { ScenarioHere } from './scenarios-here.ts';

/** How scenarios are chosen, and among how many machines they are divided. */
export interface ToPlan {
  readonly asked: readonly string[];
  readonly by: PlanFile['by'];
  readonly base: string | undefined;
  readonly maxMinutes: number | undefined;
  readonly shardMinutes: number;
  readonly maxShards: number;
}

export interface MadePlan {
  readonly file: PlanFile;
  /** All that were looked at. */
  readonly here: readonly ScenarioHere[];
  readonly problems: readonly Problem[];
  /** Of the register, where it could not be read: estimates are then not measured. */
  readonly trouble?: string;
}

/** Chooses what is to be drilled, says why, and divides it. */
export async function makePlanFile(what: ToPlan, io: CommandIo): Promise<MadePlan> {
  const known = await knownHere();
  const onPlugins = pluginTeller(io);
  const found = await scenariosHere(what.asked, onPlugins, io);
  const plans = found.flatMap(({ scenario: { planned } }) => (planned.ok ? [planned.plan] : []));
  const configs = unique(plans.flatMap(({ config }) => config ?? []));
  const { records, trouble } = await recordsOf(configs, what.by, io);
  const compared =
    what.base === undefined ? undefined : await compareWithBase(what.base, found, { asked: what.asked, known, onPlugins, io });
  const here = compared?.here ?? found;
  const chosen: readonly Chosen[] =
    compared === undefined
      ? what.by === 'all'
        ? plans.map(plan => ({ plan, because: ['all were asked for'] }))
        : stalest(plans, records)
      : compared.selection.affected;
  const { policies, problems: ofPolicies, notes } = await policiesHere(here, compared, io);
  const missing = new Map(here.map(({ file, missing: names }) => [resolve(file), names]));
  const missingOf = ({ scenario }: Plan): readonly string[] => missing.get(resolve(scenario.file)) ?? [];
  const entries = chosen
    .filter(({ plan }) => missingOf(plan).length === 0)
    .map(({ plan, because }) => ({
      ...entryOf(plan, because, io),
      ...estimate(plan.facts.scenario, records),
      policy: policies.get(resolve(plan.scenario.file)) ?? {},
    }));
  const { taken, leftOut } = what.maxMinutes === undefined ? { taken: entries, leftOut: [] } : fitInto(entries, what.maxMinutes * 60_000);
  const { shardOf, shards, longestMs } = divide(taken, { shardMs: what.shardMinutes * 60_000, most: what.maxShards });
  const source = await sourceState(io.cwd);
  const broken = here.filter(({ scenario: { planned } }) => !planned.ok && planned.skipped === undefined);
  const skipped = skippedOf(here.map(({ scenario: { planned } }) => planned));
  const problems = uniqueProblems([...here.flatMap(({ scenario }) => scenario.problems), ...ofPolicies]);
  const ofScenarios = new Set(broken.flatMap(({ scenario }) => scenario.problems.map(placeOf)));
  const file = sealPlan({
    version: 1,
    drillbook: version(),
    by: what.by,
    ...(compared === undefined ? {} : { base: { ref: compared.base.ref, commit: compared.base.commit ?? '' } }),
    ...(source === undefined ? {} : { head: { commit: source.commit, dirty: source.dirty } }),
    scenarios: taken.map((entry): PlanFileScenario => ({ ...entry, shard: shardOf.get(entry.id) ?? 1 })),
    notAffected: (compared?.selection.notAffected ?? []).map(({ facts, secrets }) => redaction(secrets).value(facts.scenario)),
    removed: (compared?.selection.removed ?? []).map(path => path.replace(/\.ya?ml$/, '')),
    renamed: compared?.selection.renamed ?? [],
    leftOut: leftOut.map(({ id, estimatedMs }) => ({ id, estimatedMs })),
    problems: [
      ...broken.flatMap(({ scenario, file: path }) => errorsOf(scenario.problems).map(problem => told(problem, [idOf(path)], io))),
      // Of files that stand in no scenario's way, such as the topmost one above another.
      ...errorsOf(ofPolicies.filter(one => !ofScenarios.has(placeOf(one)))).map(problem => told(problem, [], io)),
    ],
    missingSecrets: chosen.flatMap(({ plan, because }) => {
      const names = missingOf(plan);
      return names.length === 0 ? [] : [{ id: plan.facts.scenario, names, because }];
    }),
    notes: [...(compared?.notes ?? []), ...notes, ...skippedNote(skipped)],
    shards,
    minutes: Math.ceil(longestMs / 60_000),
  });
  return { file, here, problems, ...(trouble === undefined ? {} : { trouble }) };
}

function expectedOf({ is, reason, until }: ExpectedOutcome): PlanFileScenario['expected'] {
  return { is, ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until }) };
}

interface Chosen {
  readonly plan: Plan;
  readonly because: readonly string[];
}

function entryOf(
  { facts, secrets, runbooks }: Plan,
  because: readonly string[],
  io: CommandIo,
): Omit<PlanFileScenario, 'estimatedMs' | 'estimateFrom' | 'shard' | 'policy'> {
  const owner = runbooks[0]?.frontMatter.owner;
  // As the evidence will have it.
  const { id, inputDigest } = redaction(secrets).value({ id: facts.scenario, inputDigest: facts.inputDigest });
  return {
    id,
    inputDigest,
    expected: expectedOf(facts.outcome),
    ...redaction(secrets).value({ file: relative(io.cwd, resolve(facts.scenarioFile)), title: facts.title, because: [...because] }),
    ...(owner === undefined ? {} : { owner: redaction(secrets).text(owner) }),
  };
}

function stalest(plans: readonly Plan[], records: readonly RunRecord[]): readonly Chosen[] {
  const byId = new Map(plans.map(plan => [plan.facts.scenario, plan]));
  const statuses = statusOf({
    records,
    now: new Date(),
    current: plans.map(({ facts, config }) => ({
      id: facts.scenario,
      inputDigest: facts.inputDigest,
      digests: facts.digests,
      expected: facts.outcome,
      ...(config?.maxAgeMs === undefined ? {} : { maxAgeMs: config.maxAgeMs }),
    })),
  });
  return stalestFirst(statuses).flatMap(({ id, status, reason }) => {
    const plan = byId.get(id);
    return plan === undefined ? [] : [{ plan, because: [`${status.replace('-', ' ')}: ${reason}`] }];
  });
}

/** Without a register nothing is known; one that does not answer leaves estimates unmeasured, and the stalest unknown. */
async function recordsOf(
  configs: readonly Config[],
  by: PlanFile['by'],
  io: CommandIo,
): Promise<{ readonly records: readonly RunRecord[]; readonly trouble?: string }> {
  try {
    const store = registerStore({ configs }, io);
    if (store === undefined)
      return { records: [], ...(by === 'stalest' ? { trouble: 'no register is kept: nothing is known of earlier drills' } : {}) };
    return { records: (await readRegister(store)).records };
  } catch (thrown) {
    if (by === 'stalest' || (thrown instanceof HarnessError && thrown.code === 'usage')) throw thrown;
    return { records: [], trouble: messageOf(thrown) };
  }
}

/** By absolute path of the scenario. */
async function policiesHere(here: readonly ScenarioHere[], compared: Compared | undefined, io: CommandIo) {
  const policies = new Map<string, Policy>();
  const problems: Problem[] = [];
  const notes = new Set<string>();
  const pathOf = (file: string): string => relative(io.cwd, resolve(file));
  const ofChange = ofProposedChange(io.env);
  for (const { file } of here) {
    const found = await loadConfigs(file);
    problems.push(...found.problems);
    for (const { location } of withoutSay(found.configs))
      notes.add(`${pathOf(location.file)}:${location.line}: \`onboarding\` counts only in the topmost drillbook.yaml`);
    const now = policyOf(file, found, pathOf);
    const before = compared?.policies?.get(file);
    const counts = before !== undefined ? stricter(before.policy, now) : ofChange ? unexcused(now) : now;
    if (now.onboarding !== undefined && counts.onboarding === undefined)
      notes.add(
        before === undefined
          ? `${now.onboarding.file}:${now.onboarding.line}: this \`onboarding\` does not count: without a base nobody knows whether the change itself brings it; plan with --base`
          : before.standsFor === undefined
            ? `${now.onboarding.file}:${now.onboarding.line}: this \`onboarding\` is not at the base: it counts from the next change on`
            : `${now.onboarding.file}:${now.onboarding.line}: this \`onboarding\` does not excuse ${pathOf(file)}: it stands in for ${before.standsFor}, which had no excuse at the base`,
      );
    policies.set(resolve(file), counts);
  }
  return { policies, problems: uniqueProblems(problems), notes: [...notes] };
}

function skippedNote(skipped: readonly Problem[]): readonly string[] {
  if (skipped.length === 0) return [];
  const hints = [...new Set(skipped.flatMap(({ hint }) => hint ?? []))];
  return [`${skipped.length === 1 ? '1 scenario is' : `${skipped.length} scenarios are`} skipped, kept elsewhere: ${hints.join(' ')}`];
}

function placeOf({ location, message }: Problem): string {
  return `${resolve(location.file)}:${location.line}:${location.column} ${message}`;
}

function errorsOf(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

function told({ location, message, hint }: Problem, scenarios: readonly string[], io: CommandIo): PlanFile['problems'][number] {
  return {
    file: relative(io.cwd, resolve(location.file)),
    line: location.line,
    column: location.column,
    message,
    ...(hint === undefined ? {} : { hint }),
    scenarios,
  };
}

function idOf(file: string): string {
  return file.replace(/\.ya?ml$/, '');
}

function unique(configs: readonly Config[]): readonly Config[] {
  return [...new Map(configs.map(config => [resolve(config.file), config])).values()];
}
