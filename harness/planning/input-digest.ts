import { dirname, relative } from 'node:path';
import type { Config } from '../model/config.ts';
import type { EngineKind } from '../model/engine-kind.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Stack } from '../model/stack.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import type { PlannedStep } from './plan.ts';

/** What evidence is about. */
export interface Inputs {
  readonly scenario: Scenario;
  readonly stack: Stack;
  readonly steps: readonly PlannedStep[];
  readonly config?: Config;
  /** The target that recovery time is compared with, wherever it stands. */
  readonly rtoMs?: number;
  /** That is named for it; absent: the first that works. */
  readonly engine?: EngineKind;
  /** Digests of files that operations name. */
  readonly files: Readonly<Record<string, string>>;
  /** Of what the stack is built from and mounts, see `stackFilesDigest`. */
  readonly stackFiles: string;
  /** Digests of the files that plugins are made of. */
  readonly plugins: Readonly<Record<string, string>>;
  /** The lines that it is made of. */
  readonly stackFileLines?: readonly string[];
  /** What the procedure asks for and nobody carries out; without any it is not in the digest. */
  readonly left?: readonly string[];
  /** Number of the verdict's rules. */
  readonly rules: number;
}

/** Raised when a fault does something else than before under the same settings. */
export const faultsVersion = 1;

/**
 * One digest over all that a drill puts to the test: the steps as they are carried out (not the prose around them), the scenario, the
 * stack with its images and all files that it is made of, the files that probes name, the rules of verdicts. When it changes, older evidence is
 * stale and the scenario is to be drilled again; one function for both, so that they cannot disagree. Secrets are not in it.
 */
export function inputDigest({
  scenario,
  stack,
  steps,
  config,
  rtoMs,
  engine,
  files,
  stackFiles,
  plugins,
  rules,
  left = [],
}: Inputs): string {
  const fromScenario = (digests: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(digests).map(([file, digest]) => [relative(dirname(scenario.file), file), digest]));
  return digestOf(
    `drillbook-inputs-v1\n${canonicalJson({
      rules,
      faults: faultsVersion,
      stackFiles,
      scenario: scenario.digest,
      // Of the runbook's front matter or drillbook.yaml, where the scenario does not say them.
      rtoMs: rtoMs ?? null,
      engine: engine ?? null,
      stack: stack.digest,
      images: stack.services.map(({ name, image }) => [name, image ?? null]),
      imageMap: config?.images ?? {},
      // Named from the scenario: other paths depend on where the program was started.
      files: fromScenario(files),
      // Not there without any: older digests stay what they are.
      ...(Object.keys(plugins).length === 0 ? {} : { plugins: fromScenario(plugins) }),
      steps: steps.map(stepInput),
      ...(left.length === 0 ? {} : { left }),
    })}`,
  );
}

/** What of a step is put to the test. */
export function stepInput({ block, gate, timeoutMs, endlessMs, omitted }: PlannedStep): Readonly<Record<string, unknown>> {
  return {
    id: block.id,
    role: block.role,
    language: block.language,
    text: block.language === 'person' ? block.text : block.script,
    attributes: block.attributes,
    output: block.expectedOutput?.lines ?? null,
    gate,
    timeoutMs,
    endlessMs,
    omitted: omitted?.kind ?? null,
    // It is judged less strictly then; told roles are not said here, as in digests before this was.
    ...(block.roleFrom === 'guess' ? { guessed: true } : {}),
  };
}
