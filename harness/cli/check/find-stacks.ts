import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Problem } from '../../model/problem.ts';
import type { LookedUpStack } from '../../model/stack-contents.ts';
import { runbookPath } from '../../reading/scenario/runbook-path.ts';
import { findScenarios } from '../find-scenarios.ts';

export interface Stacks {
  /** The systems that a document is for; a name is looked up in all of them. */
  stacksOf(file: string): readonly LookedUpStack[];
  readonly problems: readonly Problem[];
}

/** The stack of the given Compose files, for all documents; for `auto` that of each scenario whose runbook a document is. */
export async function findStacks(given: readonly string[], cwd: string): Promise<Stacks> {
  if (given.length === 0) return { stacksOf: () => [], problems: [] };
  if (given.length === 1 && given[0] === 'auto') return await ofScenarios(cwd);
  const { stack, problems } = await lookedUp(given.map(file => resolve(cwd, file)));
  return stack === undefined ? { stacksOf: () => [], problems } : { stacksOf: () => [stack], problems: [] };
}

async function ofScenarios(cwd: string): Promise<Stacks> {
  const asked = new Map<string, Map<string, readonly string[]>>();
  for (const scenario of findScenarios([], cwd).files) {
    const { runbooks, stack } = await namedBy(resolve(cwd, scenario));
    for (const runbook of runbooks) asked.set(runbook, (asked.get(runbook) ?? new Map()).set(stack.join('\0'), stack));
  }
  const read = new Map<string, LookedUpStack | undefined>();
  for (const [key, files] of [...asked.values()].flatMap(stacks => [...stacks]))
    // What is wrong with one is for `plan` to tell.
    if (!read.has(key)) read.set(key, (await lookedUp(files)).stack);
  return {
    stacksOf: file => [...(asked.get(resolve(cwd, file))?.keys() ?? [])].flatMap(key => read.get(key) ?? []),
    problems: [],
  };
}

/** Full paths of the runbooks that a scenario follows, and of its stack's files; empty where it does not say that plainly. */
async function namedBy(scenario: string): Promise<{ readonly runbooks: readonly string[]; readonly stack: readonly string[] }> {
  const [{ readYaml }, { loadConfig }] = await Promise.all([
    import('../../reading/yaml/read-yaml.ts'),
    import('../../planning/load-config.ts'),
  ]);
  const { document } = readYaml(scenario, readFileSync(scenario, 'utf8'));
  const { runbook, stack, follow } = (document?.value ?? {}) as Readonly<Record<string, unknown>>;
  const pathTo = (path: string): string => resolve(dirname(scenario), path);
  if (document === undefined || typeof runbook !== 'string' || !isTexts(stack)) return { runbooks: [], stack: [] };
  const { config } = await loadConfig(scenario);
  const found = runbookPath(runbook, { location: document.at(['runbook']), named: config?.runbooksFrom ?? [], pathTo });
  if ('problem' in found) return { runbooks: [], stack: [] };
  const others = isTexts(follow) ? follow.flatMap(one => /^([^#$]+\.(?:md|markdown))(?:#|$)/i.exec(one)?.[1] ?? []) : [];
  const first = resolve(found.path);
  return { runbooks: [first, ...others.map(other => resolve(dirname(first), other))], stack: stack.map(pathTo) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string');
}

async function lookedUp(paths: readonly string[]): Promise<{ readonly stack?: LookedUpStack; readonly problems: readonly Problem[] }> {
  const [{ readStack }, { readContents }] = await Promise.all([
    import('../../reading/read-stack.ts'),
    import('../../reading/read-contents.ts'),
  ]);
  const { stack, problems } = await readStack(paths.map(path => relative(process.cwd(), path)));
  return stack === undefined ? { problems } : { stack: { ...stack, contents: await readContents(stack) }, problems };
}
