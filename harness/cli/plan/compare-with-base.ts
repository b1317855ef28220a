import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Known } from '../../planning/known.ts';
import { loadConfigs } from '../../planning/load-config.ts';
import { loadPlan } from '../../planning/load-plan.ts';
import { findBase, findRepository } from '../../selecting/find-base.ts';
import type { Base, Repository } from '../../selecting/find-base.ts';
import { ownSources } from '../../selecting/own-sources.ts';
import type { Policy } from '../../selecting/plan-file.ts';
import { policyOf, stricter } from '../../selecting/policy.ts';
import { programChange, programOf } from '../../selecting/program-of.ts';
import { selectAffected } from '../../selecting/select-affected.ts';
import type { Selection, Version } from '../../selecting/select-affected.ts';
import { withBase } from '../../selecting/with-base.ts';
import type { BaseFiles } from '../../selecting/with-base.ts';
import type { CommandIo } from '../command.ts';
import { inCi } from '../drill/in-ci.ts';
import { findScenarios } from '../find-scenarios.ts';
import type { OnPlugins } from '../plan-loader.ts';
import { replacements } from './replaced.ts';
import { hasTag, scenarioHere, withoutSecrets } from './scenarios-here.ts';
import type { ScenarioHere } from './scenarios-here.ts';

export interface Compared {
  readonly base: Base;
  /** The present scenarios, with those that only the base tells of: their files are here, and no longer look like scenarios. */
  readonly here: readonly ScenarioHere[];
  readonly selection: Selection;
  readonly notes: readonly string[];
  /** The gate's policy as it was, by file of the present scenario; undefined where there is nothing before. */
  readonly policies: ReadonlyMap<string, PolicyBefore> | undefined;
}

export interface PolicyBefore {
  readonly policy: Policy;
  /** The scenario of the base without an excuse that this one stands in for. */
  readonly standsFor?: string;
}

export interface HowToRead {
  readonly asked: readonly string[];
  readonly known: Known;
  readonly onPlugins: OnPlugins;
  readonly io: CommandIo;
}

/** Plans the scenarios of the base as the present ones were, and tells which are affected. */
export async function compareWithBase(ref: string, found: readonly ScenarioHere[], how: HowToRead): Promise<Compared> {
  const { io } = how;
  const repository = await findRepository(io.cwd);
  const base = await findBase(ref, repository);
  const plans = found.flatMap(({ scenario: { planned } }) => (planned.ok ? [planned.plan] : []));
  const ignored = inCi(io.env) ? 'changed' : 'same';
  return await withBase(base, repository, { plans, ignored }, async files => {
    const { versions: before, lost, untagged } = base.commit === undefined ? nothing : await scenariosThere(found, files, how);
    const here = [...found, ...lost];
    const now = here.map(({ file, scenario: { planned } }): Version => {
      const path = relative(io.cwd, resolve(file));
      const why = untagged.get(path);
      return { path, planned, pathOf: one => relative(io.cwd, resolve(one)), ...(why === undefined ? {} : { why }) };
    });
    const everything =
      base.commit === undefined
        ? []
        : [
            ...files.unknown,
            ...programChange(programOf(files.cwd, files.top), programOf(join(repository.top, repository.prefix), repository.top)),
            ...(await ownSources(fileURLToPath(new URL('../../../', import.meta.url)), base.commit, repository)),
          ];
    return {
      base,
      here,
      selection: selectAffected(now, before, everything),
      notes: [...base.notes, ...files.notes],
      policies: base.commit === undefined ? undefined : await policiesThere(here, files, repository, io),
    };
  });
}

interface There {
  readonly versions: readonly Version[];
  /** Present scenarios that would not have been found without the base. */
  readonly lost: readonly ScenarioHere[];
  /** Of those, the ones that only had a tag that was asked for, by path; with what is told. */
  readonly untagged: ReadonlyMap<string, string>;
}

const nothing: There = { versions: [], lost: [], untagged: new Map() };

/** Scenarios of the base: those that are here as well, and those that were found in the same places. */
async function scenariosThere(
  here: readonly ScenarioHere[],
  { cwd }: BaseFiles,
  { asked, known, onPlugins, io }: HowToRead,
): Promise<There> {
  const tags = asked.filter(one => one.startsWith('@'));
  const wanted = tags.map(tag => tag.slice(1));
  const places = asked.filter(one => !one.startsWith('@')).map(place => join(cwd, relative(io.cwd, resolve(io.cwd, place))));
  const found =
    asked.length === tags.length
      ? existsSync(cwd)
        ? findScenarios([], cwd).files
        : []
      : places.filter(existsSync).flatMap(place => findScenarios([place], cwd).files);
  const paths = new Set(here.map(({ file }) => relative(io.cwd, resolve(file))));
  const all = new Set([...[...paths].filter(path => existsSync(join(cwd, path))), ...found.map(file => relative(cwd, resolve(cwd, file)))]);
  const versions = await Promise.all(
    [...all].map(async (path): Promise<Version> => ({
      path,
      planned: await loadPlan(
        relative(process.cwd(), join(cwd, path)),
        withoutSecrets(known, () => undefined),
      ),
      pathOf: one => relative(cwd, resolve(one)),
    })),
  );
  const counting = versions.filter(
    ({ path, planned }) => paths.has(path) || (planned.ok ? hasTag(planned.plan.scenario.tags, wanted) : wanted.length === 0),
  );
  const lost: ScenarioHere[] = [];
  const untagged = new Map<string, string>();
  for (const { path } of counting) {
    if (paths.has(path) || !existsSync(resolve(io.cwd, path))) continue;
    const now = await scenarioHere(path, onPlugins, io);
    // Neither a mistyped `runbook:` nor a tag that is taken away must make a scenario vanish.
    lost.push(now);
    if (now.scenario.planned.ok && !hasTag(now.scenario.planned.plan.scenario.tags, wanted))
      untagged.set(path, `it has no tag any more that was asked for (${tags.join(', ')})`);
  }
  const present = new Set([...paths, ...lost.map(({ file }) => relative(io.cwd, resolve(file)))]);
  return { versions: counting.filter(({ path }) => present.has(path) || !existsSync(resolve(io.cwd, path))), lost, untagged };
}

/** One that stands in for others has the strictest policy of them all: no scenario moves below an excuse of others. */
async function policiesThere(
  here: readonly ScenarioHere[],
  { cwd, top: before }: BaseFiles,
  { top, prefix }: Repository,
  io: CommandIo,
): Promise<ReadonlyMap<string, PolicyBefore>> {
  const policyAt = async (path: string): Promise<Policy> => policyOf(path, await loadConfigs(path), file => relative(cwd, resolve(file)));
  // The whole base is only read where somebody is excused.
  let whole: ReturnType<typeof replacements> | undefined;
  const all = new Map<string, PolicyBefore>();
  for (const { file } of here) {
    const path = relative(io.cwd, resolve(file));
    const alone = await policyAt(join(cwd, path));
    if (alone.onboarding !== undefined) whole ??= replacements(before, top, prefix);
    let policy = alone;
    let standsFor: string | undefined;
    for (const other of alone.onboarding === undefined ? [] : (whole?.(join(prefix, path)) ?? [])) {
      policy = stricter(await policyAt(join(before, other)), policy);
      if (policy.onboarding === undefined) standsFor ??= other;
    }
    all.set(file, { policy, ...(standsFor === undefined ? {} : { standsFor }) });
  }
  return all;
}
