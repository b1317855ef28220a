import type { Waiver } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import type { Runbook } from '../../model/runbook.ts';
import type { Plan } from '../../planning/plan.ts';
import type { Gap } from '../../register/chain.ts';
import type { RunRecord } from '../../register/record.ts';
import { statusOf } from '../../register/status.ts';
import type { ScenarioStatus, Status } from '../../register/status.ts';
import { waiverOf } from '../../register/waiver-of.ts';
import type { WaiverState } from '../../register/waiver-of.ts';
import { ownerOf } from '../../reports/by-owner.ts';
import type { Known } from '../../surveying/known-commands.ts';
import type { CoveredAlert } from './alerts.ts';
import { coveredBlocks } from './blocks.ts';
import type { CoveredRunbook } from './blocks.ts';
import type { Executed } from './executed.ts';
import { runbookCoverage } from './undrilled.ts';
import type { ActingProcedure, BranchSeen } from './undrilled.ts';

/** What is known, and what is not, of scenarios and runbooks today. */
export interface Coverage {
  /** Of the scenarios that were asked for; without a register nothing is known of them. */
  readonly scenarios: readonly (CoveredScenario & Partial<ScenarioStatus>)[];
  readonly procedures: readonly (ActingProcedure & { readonly waiver?: WaiverState })[];
  readonly branches: readonly BranchSeen[];
  /** Every block of the runbooks, none left out. */
  readonly blocks: readonly CoveredRunbook[];
  /** Runs whose journals tell what was carried out; without any, it is told what scenarios would carry out. */
  readonly evidence?: readonly string[];
  /** Runbooks of those runs that have another text by now. */
  readonly changed?: readonly string[];
  /** Where alerts lead, where rules were named. */
  readonly alerts?: readonly CoveredAlert[];
  /** Scenarios of which nothing is known here: their runbook is kept elsewhere. */
  readonly skipped: readonly SkippedScenario[];
  /** What shows that the register is not whole; absent without one. */
  readonly gaps?: readonly Gap[];
}

export interface SkippedScenario {
  readonly file: string;
  readonly why: string;
  readonly hint?: string;
}

export interface CoveredScenario {
  readonly id: string;
  readonly file: string;
  readonly owner?: string;
}

export interface CoverageFacts {
  /** Those whose status is told. */
  readonly asked: readonly Plan[];
  /** All that may follow a procedure. */
  readonly plans: readonly Plan[];
  readonly runbooks: readonly Runbook[];
  readonly waivers: readonly Waiver[];
  readonly now: Date;
  readonly known: Known;
  readonly evidence?: { readonly runs: readonly string[]; readonly executed: Executed };
  readonly alerts?: readonly CoveredAlert[];
  readonly skipped: readonly Problem[];
  readonly register?: { readonly records: readonly RunRecord[]; readonly gaps: readonly Gap[] };
}

export function coverageOf({ asked, plans, runbooks, waivers, now, known, evidence, alerts, skipped, register }: CoverageFacts): Coverage {
  const statuses = new Map(
    (register === undefined
      ? []
      : statusOf({
          records: register.records,
          now,
          waivers,
          current: asked.map(({ facts, config }) => ({
            id: facts.scenario,
            inputDigest: facts.inputDigest,
            digests: facts.digests,
            procedures: facts.procedures.map(({ id }) => id),
            expected: facts.outcome,
            ...(config?.maxAgeMs === undefined ? {} : { maxAgeMs: config.maxAgeMs }),
          })),
        })
    ).map(status => [status.id, status]),
  );
  const { procedures, branches } = runbookCoverage(runbooks, plans);
  return {
    scenarios: asked.map(({ facts }) => {
      const owner = ownerOf(facts);
      return { id: facts.scenario, file: facts.scenarioFile, ...(owner === undefined ? {} : { owner }), ...statuses.get(facts.scenario) };
    }),
    procedures: procedures.map(procedure => {
      const waiver = waiverOf(waivers, [procedure.id], now);
      return { ...procedure, ...(waiver === undefined ? {} : { waiver }) };
    }),
    branches,
    blocks: coveredBlocks(runbooks, plans, known, evidence?.executed),
    ...(evidence === undefined ? {} : { evidence: evidence.runs, changed: evidence.executed.changed }),
    ...(alerts === undefined ? {} : { alerts }),
    skipped: skipped.map(({ location, message, hint }) => ({ file: location.file, why: message, ...(hint === undefined ? {} : { hint }) })),
    ...(register === undefined ? {} : { gaps: register.gaps }),
  };
}

/** What `--fail-on` may name. */
export const failures = [
  ...(['stale', 'never-drilled', 'refuted', 'inconclusive'] as const satisfies readonly Status[]),
  'alert-without-runbook',
  'dead-runbook-url',
] as const;
export type Failure = (typeof failures)[number];

/**
 * Whether something is in a state that may not be. A waiver that counts excuses what is not known, never what was refuted; what is
 * known to be broken and drilled as such is excused by its own scenario. A register that is not whole excuses nothing.
 */
export function failsOn({ scenarios, procedures, alerts = [], gaps = [] }: Coverage, wanted: readonly Failure[]): boolean {
  if (wanted.length === 0) return false;
  const isExcused = (waiver: WaiverState | undefined): boolean => waiver?.expired === false;
  return (
    gaps.length > 0 ||
    scenarios.some(
      ({ status, asExpected, waiver }) =>
        wanted.some(one => one === status) && asExpected !== true && (status === 'refuted' || !isExcused(waiver)),
    ) ||
    alerts.some(
      ({ state }) =>
        (state === 'no-runbook' && wanted.includes('alert-without-runbook')) ||
        ((state === 'dead-file' || state === 'dead-anchor') && wanted.includes('dead-runbook-url')) ||
        (state === 'not-drilled' && wanted.includes('never-drilled')),
    ) ||
    (wanted.includes('never-drilled') && procedures.some(one => one.scenarios.length === 0 && !isExcused(one.waiver)))
  );
}
