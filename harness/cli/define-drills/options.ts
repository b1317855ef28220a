import type { AskedTrial } from '../../model/trial-kind.ts';
import { nearest } from '../../support/nearest.ts';
import { readTrial } from '../drill/read-trials.ts';
import { usageError } from '../read-arguments.ts';

export interface DrillsOptions {
  /** Scenario files, folders, or tags such as `@postgres`; relative to the working directory. @default `scenarios` */
  readonly scenarios?: string | readonly string[];
  /** What runs the stacks. @default the scenario's own, drillbook.yaml's, else the first that works here */
  readonly engine?: string;
  /** @default what a verdict needs */
  readonly trials?: readonly AskedTrial[];
  /** Folder that gets a folder of evidence for each drill. @default `.drillbook/runs` */
  readonly evidence?: string;
  /** File with the private key that signs the evidence. @default DRILLBOOK_KEY; else it is unsigned */
  readonly key?: string;
}

export interface HowToDrill {
  readonly engine?: string;
  readonly trials?: readonly AskedTrial[];
  readonly evidence: string;
  readonly key?: string;
}

const names = ['scenarios', 'engine', 'trials', 'evidence', 'key'] as const satisfies readonly (keyof DrillsOptions)[];

/** @throws {HarnessError} `usage`: a specification in JavaScript has no compiler that tells of a mistyped option. */
export function readDrillsOptions(options: DrillsOptions): HowToDrill & { readonly scenarios: readonly string[] } {
  for (const name of Object.keys(options)) if (!names.some(known => known === name)) throw unexpected('option', name, names);
  const { scenarios = [], trials, evidence = '.drillbook/runs', ...rest } = options;
  for (const trial of trials ?? []) readTrial(trial);
  return {
    ...rest,
    evidence,
    ...(trials === undefined ? {} : { trials }),
    scenarios: typeof scenarios === 'string' ? [scenarios] : scenarios,
  };
}

function unexpected(what: string, word: string, known: readonly string[]): Error {
  const near = nearest(word, known);
  return usageError(
    `unexpected ${what} "${word}" of defineDrills, expected ${near === undefined ? `one of ${known.join(', ')}` : `"${near}"`}`,
  );
}
