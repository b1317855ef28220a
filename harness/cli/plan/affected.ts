import { execFile } from 'node:child_process';
import { resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Plan } from '../../planning/plan.ts';
import { usageError } from '../read-arguments.ts';

/**
 * Absolute paths of all files that differ from where `base` and the present work parted, files that git does not know yet included.
 * @throws {HarnessError} `usage` where git knows no such base.
 */
export async function changedSince(base: string, cwd: string): Promise<readonly string[]> {
  const git = async (...argv: string[]): Promise<string> =>
    (await promisify(execFile)('git', argv, { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
  // A name that begins with a dash would be an option.
  if (base.startsWith('-')) throw unknownBase(base);
  const commit = await git('rev-parse', '--verify', '--quiet', `${base}^{commit}`).catch(() => undefined);
  if (commit === undefined) throw unknownBase(base);
  // In a shallow clone the two may have nothing in common: then everything since `base` counts.
  const parted = await git('merge-base', commit.trim(), 'HEAD').catch(() => commit);
  const top = (await git('rev-parse', '--show-toplevel')).trim();
  const lists = await Promise.all([
    git('diff', '--name-only', '-z', parted.trim(), '--'),
    git('ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', top),
  ]);
  return lists.flatMap(list => list.split('\0').filter(path => path !== '')).map(path => resolve(top, path));
}

/** Those of the changed files that a scenario is made of: itself, its `drillbook.yaml`, its runbooks, its stack with all that lies in the stack's folder, and files that operations read. */
export function affecting({ scenario, runbooks, stack, config }: Plan, changed: readonly string[]): readonly string[] {
  const operations = [
    ...scenario.prepare.flatMap(preparation => (preparation.kind === 'operation' ? [preparation.operation] : [])),
    ...(scenario.load === undefined ? [] : [scenario.load.write, scenario.load.read]),
    ...[...scenario.steadyState, ...scenario.never, ...scenario.recovered, ...scenario.goal].map(probe => probe.operation),
  ];
  const read = operations.flatMap(({ settings }) =>
    settings !== null && typeof settings === 'object' && 'file' in settings && typeof settings.file === 'string' ? [settings.file] : [],
  );
  const named = [scenario.file, ...(config === undefined ? [] : [config.file]), ...runbooks.map(runbook => runbook.file)];
  const files = new Set([...named, ...stack.files, ...read].map(file => resolve(file)));
  const folder = resolve(stack.folder) + sep;
  return changed.filter(path => files.has(path) || path.startsWith(folder));
}

function unknownBase(base: string): Error {
  return usageError(
    `unexpected --base "${base}", expected a commit, branch or tag that git knows here`,
    'In CI, fetch the base branch first: a shallow clone does not have it.',
  );
}
