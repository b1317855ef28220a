import { resolve } from 'node:path';
import { loadConfig } from '../planning/load-config.ts';
import type { Config } from '../model/config.ts';
import { showLocation } from '../model/location.ts';
import { openStore } from '../register/stores.ts';
import type { Store } from '../register/store.ts';
import type { CommandIo } from './command.ts';
import { usageError } from './read-arguments.ts';
import { showProblems } from './show-problems.ts';

/** Where the register is named when not in drillbook.yaml; in CI, for instance. */
const variable = 'DRILLBOOK_REGISTER';

export interface Named {
  /** As `--store` gave it. */
  readonly store?: string | undefined;
  readonly configs: readonly Config[];
}

/**
 * The register of a command: what was named on the command line, else in the environment, else in drillbook.yaml. Undefined when
 * nobody keeps one.
 * @throws {HarnessError} `usage` when it cannot be one, or when two files disagree: a run is in one register, or none is whole.
 */
export function registerStore({ store, configs }: Named, { cwd, env }: Pick<CommandIo, 'cwd' | 'env'>): Store | undefined {
  const named = store ?? (env[variable] === '' ? undefined : env[variable]);
  if (named !== undefined) return openStore(named, cwd);
  const registers = configs.flatMap(({ register }) => register ?? []);
  const [first] = registers;
  const other = registers.find(({ value }) => value !== first?.value);
  if (first !== undefined && other !== undefined)
    throw usageError(
      `${showLocation(other.location)}: unexpected second register "${other.value}", expected "${first.value}" as in ${showLocation(first.location)}`,
      `Drill them one after the other, or name one with ${variable}.`,
    );
  // The file arrives in the same pull request as the runbook, and this would run outside of every sandbox.
  if (first?.value.startsWith('command:') === true)
    throw usageError(
      `${showLocation(first.location)}: unexpected register "${first.value}", expected dir:<folder> or branch:<name>: a file names no program of this machine`,
      `Name a command with ${variable}, or with --store.`,
    );
  // A folder in a file was read as one below where we run.
  return first === undefined ? undefined : openStore(first.value, first.value.startsWith('dir:') ? process.cwd() : cwd);
}

/** The drillbook.yaml that holds in the working directory, nearest to its scenarios; `ok: false` when it has Problems, which are printed. */
export async function configHere(io: CommandIo): Promise<{ readonly ok: boolean; readonly configs: readonly Config[] }> {
  const { config, problems } = await loadConfig(resolve(io.cwd, 'scenarios', 'any.yaml'));
  io.stderr.write(showProblems(problems));
  return { ok: !problems.some(({ severity }) => severity === 'error'), configs: config === undefined ? [] : [config] };
}

/** What is said where there is no register: what it is for, and how to get one. */
export const noHistory = `no history here: no register is kept
  Add for instance \`register: branch:drillbook-register\` to drillbook.yaml (or dir:<folder>), or set ${variable} (also command:<program>);
  every drill from then on is in it, also one that never came to its end.
`;
