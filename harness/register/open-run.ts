import type { RunHeader } from '../evidence/folder.ts';
import type { PlanFacts } from '../model/event.ts';
import { openingDigest, recordDigest } from './record.ts';
import type { RecordLink, RecordResult, RunRecord } from './record.ts';
import { readRegister } from './read-register.ts';
import type { Register } from './read-register.ts';
import type { Store } from './store.ts';

/** What a record says of its run before the first step; its place in the chain is found by `openRun`. */
export type OpeningFacts = Omit<RunRecord, 'version' | 'position' | 'previous' | 'state' | 'closedAt' | 'results' | 'manifest'>;

export interface RunEnd {
  readonly state: 'closed' | 'aborted';
  /** RFC 3339, UTC; now when it is absent. */
  readonly closedAt?: string;
  readonly results: readonly RecordResult[];
  /** Hex SHA-256 of the evidence's manifest; absent when it was not sealed. */
  readonly manifest?: string;
}

/** A run that the register knows of. */
export interface OpenRun {
  readonly record: RunRecord;
  /** The register as it was when the run was opened, this run included. */
  readonly register: Register;
  /** The latest run before this one. */
  readonly previous?: { readonly run: string; readonly manifest?: string };
  /** @throws {HarnessError} `register` when the end could not be kept: the run then stays open for all who read the register. */
  close(end: RunEnd): Promise<void>;
}

/** What `openRun` wants to know, of what a run has at hand. */
export function openingFacts(header: RunHeader, plans: readonly Pick<PlanFacts, 'scenario' | 'title' | 'procedures'>[]): OpeningFacts {
  const { run, startedAt, drillbook, rules, engine, trigger, source, shard, maxAgeMs, scenarios } = header;
  const planOf = new Map(plans.map(facts => [facts.scenario, facts]));
  return {
    run,
    openedAt: startedAt,
    drillbook,
    rules,
    engine,
    trigger,
    ...(source === undefined ? {} : { source }),
    ...(shard === undefined ? {} : { shard }),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    scenarios: scenarios.map(({ id, file, digests, inputDigest }) => {
      const facts = planOf.get(id);
      return {
        id,
        file,
        ...(facts === undefined ? {} : { title: facts.title }),
        inputDigest,
        digests,
        procedures: facts?.procedures.map(procedure => procedure.id) ?? [],
      };
    }),
  };
}

/**
 * Writes a run into the register, before its first step: a run that crashes, or whose result nobody likes, is there already.
 * @throws {HarnessError} `register` when the register cannot be read or written: nothing may be drilled then.
 */
export async function openRun(store: Store, facts: OpeningFacts): Promise<OpenRun> {
  const before = await readRegister(store);
  const record: RunRecord = {
    version: 1,
    ...facts,
    position: (before.records.at(-1)?.position ?? 0) + 1,
    previous: linksTo(before.records),
    state: 'open',
  };
  await store.put(record);
  const latest = before.records.at(-1);
  return {
    record,
    register: { ...before, records: [...before.records, record] },
    ...(latest === undefined
      ? {}
      : { previous: { run: latest.run, ...(latest.manifest === undefined ? {} : { manifest: latest.manifest }) } }),
    async close({ state, closedAt = new Date().toISOString(), results, manifest }) {
      await store.put({ ...record, state, closedAt, results, ...(manifest === undefined ? {} : { manifest }) });
    },
  };
}

/** All that no later run has pinned yet: records that nobody names, and ends that came after their run was named. */
function linksTo(records: readonly RunRecord[]): readonly RecordLink[] {
  const named = new Set<string>();
  const ended = new Set<string>();
  for (const { previous } of records)
    for (const { run, closed } of previous) {
      named.add(run);
      if (closed !== undefined) ended.add(run);
    }
  return records
    .filter(({ run, state }) => !named.has(run) || (state !== 'open' && !ended.has(run)))
    .map(record => ({
      run: record.run,
      opened: openingDigest(record),
      ...(record.state === 'open' ? {} : { closed: recordDigest(record) }),
    }));
}
