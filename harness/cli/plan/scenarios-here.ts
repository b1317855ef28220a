import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Known } from '../../planning/known.ts';
import { findScenarios } from '../find-scenarios.ts';
import type { CommandIo } from '../command.ts';
import { planLoader, type OnPlugins } from '../plan-loader.ts';
import { usageError } from '../read-arguments.ts';
import type { ScenarioPlan } from './scenario-plan.ts';

/** A scenario of the present files. */
export interface ScenarioHere {
  readonly file: string;
  readonly scenario: ScenarioPlan;
  /** Environment variables that it needs and that have no value here. */
  readonly missing: readonly string[];
}

/** The registries that plans are bound to; heavy, so only loaded where scenarios are read. */
export async function knownHere(): Promise<Known> {
  const [{ operations }, { faults }, { shims }] = await Promise.all([
    import('../../operations/index.ts'),
    import('../../faults/index.ts'),
    import('../../shims/index.ts'),
  ]);
  return { operations, faults, shims };
}

/** The same, for a plan that nothing is drilled by: a secret without a value does not stand in its way, and is told. */
export function withoutSecrets(known: Known, tell: (name: string) => void): Known {
  return {
    ...known,
    missingSecret(name) {
      tell(name);
      return `drillbook: no value of ${name}`;
    },
  };
}

/** All that was asked for. What cannot be planned stays, whatever its tags: they are not known. */
export async function scenariosHere(asked: readonly string[], onPlugins: OnPlugins, io: CommandIo): Promise<readonly ScenarioHere[]> {
  const markdown = asked.find(one => /\.(md|markdown)$/i.test(one) && existsSync(resolve(io.cwd, one)));
  if (markdown !== undefined)
    throw usageError(
      `unexpected runbook "${markdown}", expected scenarios`,
      'Selected are scenarios; those that follow this runbook are found by its steps.',
    );
  const { files, tags } = findScenarios(asked, io.cwd);
  const all = await Promise.all(files.map(async file => await scenarioHere(file, onPlugins, io)));
  return all.filter(({ scenario: { planned } }) => !planned.ok || hasTag(planned.plan.scenario.tags, tags));
}

/** One of them, by the path of its file from the working directory. */
export async function scenarioHere(file: string, onPlugins: OnPlugins, io: CommandIo): Promise<ScenarioHere> {
  const { planScenario } = await import('./scenario-plan.ts');
  const missing = new Set<string>();
  const path = relative(process.cwd(), resolve(io.cwd, file));
  const load = await planLoader(io, { onPlugins, adapt: known => withoutSecrets(known, name => void missing.add(name)) });
  const scenario = await planScenario(path, load);
  return { file: path, scenario, missing: [...missing].sort() };
}

export function hasTag(tags: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length === 0 || tags.some(tag => wanted.includes(tag.replace(/^@/, '')));
}
