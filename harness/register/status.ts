import { asExpected } from '../judging/as-expected.ts';
import type { Waiver } from '../model/config.ts';
import type { ExpectedOutcome } from '../model/scenario.ts';
import { showDuration } from '../support/duration.ts';
import type { RecordResult, RunRecord } from './record.ts';
import { waiverOf } from './waiver-of.ts';
import type { WaiverState } from './waiver-of.ts';

export const statuses = ['verified', 'refuted', 'inconclusive', 'stale', 'never-drilled'] as const;
/** What the evidence of a scenario says today. */
export type Status = (typeof statuses)[number];

/** A scenario as it stands in the files now. */
export interface CurrentScenario {
  readonly id: string;
  readonly inputDigest: string;
  /** Of the files that it is made of; with them `stale` says what has changed. */
  readonly digests?: Readonly<Record<string, string>>;
  /** Ids of the procedures that it follows: a waiver may name one of them. */
  readonly procedures?: readonly string[];
  /** What its author expects, so that what is known to be broken is counted apart. */
  readonly expected?: ExpectedOutcome;
  /** Evidence that is older is stale; where it is absent, what holds for all. */
  readonly maxAgeMs?: number;
}

export interface ScenarioStatus {
  readonly id: string;
  readonly status: Status;
  /** Why, in one sentence. */
  readonly reason: string;
  /** Whether the evidence is what the scenario's author expects, today; also of what is known to be broken. */
  readonly asExpected: boolean;
  /** The drill that the status comes from. */
  readonly last?: Drilled;
  /** Of the team; shown beside the status, which it never changes. */
  readonly waiver?: WaiverState;
}

/** What one run says of a scenario. */
export interface Drilled {
  readonly run: string;
  /** When that run was opened: evidence is no younger than its beginning. */
  readonly at: string;
  readonly result: RecordResult;
  readonly commit?: string;
}

export interface StatusFacts {
  /** In the order in which they were opened. */
  readonly records: readonly RunRecord[];
  readonly now: Date;
  readonly current: readonly CurrentScenario[];
  readonly maxAgeMs?: number;
  readonly waivers?: readonly Waiver[];
}

/** A clock that is ahead by more has no say on how old evidence is. */
const clocksDifferMs = 3_600_000;

/**
 * What the register says of each scenario as it is now. Only closed runs are evidence. Of these the ones that drilled the very same
 * inputs count; what another branch drilled meanwhile takes nothing away. An inconclusive run does not hide that the one before it
 * was refuted.
 */
export function statusOf({ records, now, current, maxAgeMs, waivers = [] }: StatusFacts): readonly ScenarioStatus[] {
  const evidence = evidenceOf(records, new Set(current.map(({ id }) => id)));
  return current.map(scenario => {
    const waiver = waiverOf(waivers, [scenario.id, ...(scenario.procedures ?? [])], now);
    const found = evidence.get(scenario.id) ?? [];
    return {
      id: scenario.id,
      ...statusFrom(found, scenario, now, strictest(scenario.maxAgeMs ?? maxAgeMs, found)),
      ...(waiver === undefined ? {} : { waiver }),
    };
  });
}

interface Found extends Drilled {
  readonly inputDigest: string;
  readonly digests: Readonly<Record<string, string>>;
  readonly maxAgeMs?: number;
}

function evidenceOf(records: readonly RunRecord[], wanted: ReadonlySet<string>): ReadonlyMap<string, readonly Found[]> {
  const evidence = new Map<string, Found[]>();
  for (const { state, run, openedAt: at, results = [], scenarios, source, maxAgeMs } of records) {
    if (state !== 'closed') continue;
    const drilled = new Map(scenarios.map(scenario => [scenario.id, scenario]));
    for (const result of results) {
      const inputs = wanted.has(result.id) ? drilled.get(result.id) : undefined;
      if (inputs === undefined) continue;
      const { inputDigest, digests } = inputs;
      const found = evidence.get(result.id) ?? [];
      evidence.set(result.id, found);
      found.push({
        run,
        at,
        result,
        inputDigest,
        digests,
        ...(source === undefined ? {} : { commit: source.commit }),
        ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
      });
    }
  }
  return evidence;
}

function statusFrom(
  found: readonly Found[],
  scenario: CurrentScenario,
  now: Date,
  maxAgeMs: number | undefined,
): Omit<ScenarioStatus, 'id' | 'waiver'> {
  const same = found.filter(({ inputDigest }) => inputDigest === scenario.inputDigest);
  const counting = same.length > 0 ? same : found;
  const last = deciding(counting);
  if (last === undefined) return { status: 'never-drilled', reason: 'no run on record has drilled it to the end', asExpected: false };
  const { run, at, commit, result } = last;
  const drilled: Drilled = { run, at, result, ...(commit === undefined ? {} : { commit }) };
  const changed = last.inputDigest === scenario.inputDigest ? undefined : whatChanged(last, scenario);
  const day = at.slice(0, 10);
  if (result.outcome !== 'verified') {
    const latest = counting.at(-1);
    const since = latest === undefined || latest === last ? '' : `; inconclusive since (${latest.result.reason})`;
    const before = result.outcome === 'inconclusive' ? counting.findLast(one => one.result.outcome === 'verified') : undefined;
    const once = before === undefined ? '' : `; verified before, on ${before.at.slice(0, 10)}`;
    return {
      status: result.outcome,
      reason: `${result.reason} on ${day}${since}${once}${changed === undefined ? '' : `; ${changed}: drill it again`}`,
      // Known to be broken as it was then says nothing about what has changed since.
      asExpected: changed === undefined && isExpected(scenario, result, now),
      last: drilled,
    };
  }
  const stale = changed ?? tooOld(at, now, maxAgeMs);
  if (stale !== undefined) return { status: 'stale', reason: `verified on ${day}, but ${stale}`, asExpected: false, last: drilled };
  return {
    status: 'verified',
    reason: `on ${day}, and nothing that is put to the test has changed since`,
    asExpected: isExpected(scenario, result, now),
    last: drilled,
  };
}

/** The latest; what could not tell anything does not hide a refusal before it. */
function deciding(found: readonly Found[]): Found | undefined {
  const told = found.findLast(({ result }) => result.outcome !== 'inconclusive');
  return told?.result.outcome === 'refuted' ? told : found.at(-1);
}

function isExpected({ expected }: CurrentScenario, result: RecordResult, now: Date): boolean {
  return expected === undefined ? result.outcome === 'verified' : asExpected(expected, result, now.toISOString()).ok;
}

function whatChanged({ digests: before }: Found, { digests: after }: CurrentScenario): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after ?? {})])].filter(name => before[name] !== after?.[name]).sort();
  const shown = after === undefined ? [] : names.slice(0, 5);
  // The rules of verdicts and the image map have no digest of their own there.
  if (shown.length === 0) return 'what it puts to the test has changed since';
  return `changed since: ${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}

function tooOld(at: string, now: Date, maxAgeMs: number | undefined): string | undefined {
  const ageMs = now.getTime() - Date.parse(at);
  if (ageMs < -clocksDifferMs) return 'that day lies ahead: a clock was wrong, and its age cannot be told';
  return maxAgeMs !== undefined && ageMs > maxAgeMs ? `it is ${showAge(ageMs)} old, and ${showAge(maxAgeMs)} is the limit` : undefined;
}

function showAge(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  return days < 2 ? showDuration(ms) : `${days} days`;
}

/** Neither today's files nor those of the run may make evidence last longer. */
function strictest(maxAgeMs: number | undefined, found: readonly Found[]): number | undefined {
  const limits = [maxAgeMs, found.at(-1)?.maxAgeMs].filter(limit => limit !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits);
}
