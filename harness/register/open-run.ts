import type { RunHeader } from '../evidence/folder.ts';
import type { PlanFacts } from '../model/event.ts';
import type { Population } from '../model/team.ts';
import type { Report, ReportScenario } from '../reports/report-schema.ts';
import { wellFormed } from '../support/canonical-json.ts';
import { nextLinks } from './chain.ts';
import { populationOf } from './population.ts';
import { readRegister } from './read-register.ts';
import { recordSchema } from './record.ts';
import type { RecordResult, RunRecord } from './record.ts';
import type { Store } from './store.ts';

/** How a run came to its end. */
export interface RunEnd {
  /** `aborted` when it was interrupted: its results are kept, and are no evidence of anything. */
  readonly state: 'closed' | 'aborted';
  readonly results: readonly RecordResult[];
  /** Hex SHA-256 of the evidence's manifest; absent when it was not sealed. */
  readonly manifest?: string;
}

/** A run that the register knows of. */
export interface OpenRun {
  readonly record: RunRecord;
  /** The runs before it, in the order in which they were opened. */
  readonly before: readonly RunRecord[];
  readonly population: Population;
  readonly previous?: NonNullable<Population['previous']>;
  /** @throws {HarnessError} `register` when the end was not kept: the run then stays open for whoever reads the register. */
  close(end: RunEnd): Promise<void>;
}

/**
 * Writes a run into the register before its first step: one that crashes, or that ends as nobody likes, is there already.
 * @throws {HarnessError} `register` when the register cannot be read or written: nothing may be drilled then.
 */
export async function openRun(
  store: Store,
  header: RunHeader,
  plans: readonly Pick<PlanFacts, 'scenario' | 'title' | 'procedures'>[],
  now: () => Date = () => new Date(),
): Promise<OpenRun> {
  const { records: before } = await readRegister(store);
  const record = recordSchema.parse({
    ...whole(openingOf(header, plans)),
    position: 1 + before.reduce((highest, { position }) => Math.max(highest, position), 0),
    previous: nextLinks(before),
    state: 'open',
  });
  await store.put(record);
  const population = populationOf(before, record.run, now());
  return {
    record,
    before,
    population,
    ...(population.previous === undefined ? {} : { previous: population.previous }),
    async close({ state, results, manifest }) {
      await store.put(
        recordSchema.parse({
          ...record,
          state,
          closedAt: now().toISOString(),
          results,
          ...(manifest === undefined ? {} : { manifest }),
        }),
      );
    },
  };
}

type Opening = Omit<RunRecord, 'position' | 'previous' | 'state' | 'closedAt' | 'results' | 'manifest'>;

function openingOf(
  { run, startedAt, drillbook, rules, engine, trigger, source, shard, maxAgeMs, scenarios }: RunHeader,
  plans: readonly Pick<PlanFacts, 'scenario' | 'title' | 'procedures'>[],
): Opening {
  const facts = new Map(plans.map(plan => [plan.scenario, plan]));
  return {
    version: 1,
    run,
    openedAt: startedAt,
    drillbook,
    rules,
    engine,
    trigger,
    ...(source === undefined ? {} : { source }),
    ...(shard === undefined ? {} : { shard: { current: shard.current, total: shard.total } }),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    scenarios: scenarios.map(({ id, file, inputDigest, digests }) => ({
      id,
      file,
      title: facts.get(id)?.title ?? '',
      inputDigest,
      digests,
      procedures: (facts.get(id)?.procedures ?? []).map(procedure => procedure.id),
    })),
  };
}

/** Half of a surrogate pair has no canonical form, and would stop a run for what a file or the environment says. */
function whole(opening: Opening): Opening {
  return JSON.parse(JSON.stringify(opening), (_, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value)) as Opening;
}

/** What the register keeps of a run's verdicts. */
export function resultsOf({ scenarios }: Pick<Report, 'scenarios'>): readonly RecordResult[] {
  return scenarios.map(scenario => ({
    id: scenario.id,
    outcome: scenario.outcome,
    reason: scenario.reason,
    asExpected: scenario.asExpected,
    ...(scenario.recoveryMs === undefined ? {} : { recoveryMs: scenario.recoveryMs }),
    ...(scenario.withReader === undefined ? {} : { withReader: scenario.withReader }),
    ...took(scenario),
    findings: found(scenario),
    trials: [...new Set(scenario.trials.map(({ trial }) => trial))].sort(),
  }));
}

/** How long its drill took: what a plan divides the next one by. */
function took({ trials }: ReportScenario): Pick<RecordResult, 'tookMs'> {
  const spans = trials
    .map(({ startedAt, lastedMs }) => ({ from: Date.parse(startedAt), lastedMs }))
    .filter(({ from }) => Number.isFinite(from));
  if (spans.length === 0) return {};
  return { tookMs: Math.max(...spans.map(({ from, lastedMs }) => from + lastedMs)) - Math.min(...spans.map(({ from }) => from)) };
}

/** Whatever a follow-up may name: rules of findings, and reasons of what was not verified. */
function found({ outcome, reason, findings, trials }: ReportScenario): readonly string[] {
  const reasons = [{ outcome, reason }, ...trials].flatMap(one => (one.outcome === 'verified' ? [] : [one.reason]));
  const rules = [...findings, ...trials.flatMap(trial => trial.findings)].map(({ rule }) => rule);
  return [...new Set([...reasons, ...rules])].sort();
}
