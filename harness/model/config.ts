import type { EngineKind } from './engine-kind.ts';
import type { Location } from './location.ts';
import type { Located } from './scenario.ts';

/** What a `drillbook.yaml` says: for every scenario at or below its folder that has none nearer. */
export interface Config {
  readonly file: string;
  readonly digest: string;
  /** For scenarios that name none. */
  readonly engine?: Located<EngineKind>;
  /** Where images come from instead, by pattern: `docker.io/*` → `registry.internal/hub/*`. */
  readonly images?: Readonly<Record<string, string>>;
  /** Evidence that is older is stale. */
  readonly maxAgeMs?: number;
  /** What people need beside the machine's part. */
  readonly people?: PeopleTime;
  /** Where the register is kept: `dir:…`, `branch:…` or `command:…`. */
  readonly register?: Located<string>;
  /** File of public keys that are trusted, relative to the working directory. */
  readonly trust?: Located<string>;
  /** Files of the team, relative to the working directory. */
  readonly controls?: Located<string>;
  readonly followups?: Located<string>;
  readonly waivers: readonly Waiver[];
  /** Modules with faults, probes and stand-ins of the team's own, relative to the working directory. */
  readonly plugins?: readonly Located<string>[];
  /** Environment variables that `runbook` may begin with: folders of runbooks that are kept elsewhere. */
  readonly runbooksFrom?: readonly string[];
  /** Who answers for the scenarios that the file holds for. */
  readonly owner?: string;
  /** What a gate lets pass. */
  readonly policy?: PolicyRules;
  /** What `drillbook check` looks for. */
  readonly check?: CheckSettings;
  /** Names of environment variables whose values are secrets. */
  readonly redactEnv: readonly string[];
}

/** What is looked for in documents without running them. */
export interface CheckSettings {
  /** `all`: rules that guess as well. */
  readonly preset?: 'default' | 'all';
  /** `audit`: what a document should say as well. */
  readonly profile?: 'audit';
  /** How much single rules weigh. */
  readonly rules?: Readonly<Record<string, 'error' | 'warning' | 'off'>>;
  readonly ruleLocations?: Readonly<Record<string, Location>>;
  /** File of known places, relative to the working directory. */
  readonly baseline?: Located<string>;
  /** Documents that are not looked at, as patterns from the folder of the file that says it. */
  readonly ignore?: readonly string[];
}

/** Declared by the team, for the line of a report that adds people's time. */
export interface PeopleTime {
  /** From the alarm until somebody reads the runbook. */
  readonly pageMs: number;
  /** Reading and deciding, for each step. */
  readonly stepMs: number;
}

/** A procedure that the team knowingly leaves without a verified drill for a while. */
export interface Waiver {
  /** Id of a scenario, or `<runbook file>#<procedure>`. */
  readonly of: string;
  readonly owner: string;
  readonly reason: string;
  /** ISO date; past it the waiver says nothing any more. */
  readonly until: string;
  readonly location: Location;
}

/** What one file says of the gate; what counts for a scenario is put together from all files above it. */
export interface PolicyRules {
  /** Unexpected outcomes that fail it; absent: not said here. */
  readonly failOn?: readonly ('refuted' | 'inconclusive')[];
  readonly onboarding: readonly Onboarding[];
  readonly location: Location;
}

/** Scenarios whose outcomes do not fail the gate for a while. */
export interface Onboarding {
  /** Of scenario files, from the folder of the file that says it: `*` within a folder, `**` across folders. */
  readonly path: string;
  /** ISO date; past it they fail like all others. */
  readonly until: string;
  readonly owner: string;
  readonly because: string;
  readonly location: Location;
}
