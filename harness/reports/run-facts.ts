import type { NotDrilled } from '../model/not-drilled.ts';
import type { Team } from '../model/team.ts';

/** What a run says about itself; an evidence folder's header is one. What is absent is printed as not provided. */
export interface RunFacts {
  readonly run?: string;
  readonly drillbook: string;
  /** RFC 3339, UTC; its date is the day by which `until` of an expected failure is judged. */
  readonly startedAt: string;
  readonly machine: string;
  readonly engine?: string;
  readonly rules?: number;
  /** Trials that were asked for; empty: those that each verdict needs. */
  readonly trials?: readonly string[];
  readonly trigger?: { readonly kind: 'ci' | 'local'; readonly event?: string; readonly url?: string; readonly actor?: string };
  readonly source?: { readonly commit: string; readonly dirty: boolean; readonly repository?: string };
  readonly shard?: { readonly current: number; readonly total: number };
  readonly maxAgeMs?: number;
  /** Scenarios that were asked for and not drilled. */
  readonly notDrilled?: readonly NotDrilled[];
}

/** The run and what its team adds, or the run alone. */
export type AboutRun = RunFacts | { readonly header: RunFacts; readonly team?: Team };

/** Both forms as one. */
export function aboutRun(about: AboutRun): { readonly header: RunFacts; readonly team?: Team } {
  return 'header' in about ? about : { header: about };
}
