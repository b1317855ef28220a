import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Runbook } from '../../model/runbook.ts';
import type { Plan } from '../../planning/plan.ts';

/** Tells whether a file that a runbook names is there: in the project, beside the runbooks, or where a stack puts its own. */
export function filesOf(
  plans: readonly Plan[],
  runbooks: readonly Runbook[],
  { cwd }: { readonly cwd: string },
): (path: string) => boolean {
  const stacks = [...new Map(plans.map(({ stack }) => [stack.digest, stack])).values()];
  const folders = new Set([cwd, ...runbooks.map(({ file }) => dirname(resolve(file)))]);
  return path =>
    (!path.startsWith('/') && [...folders].some(folder => existsSync(join(folder, path)))) ||
    stacks.some(({ folder, bastion }) =>
      Object.entries(bastion.copy).some(([source, target]) => {
        const below = relative(target, resolve(bastion.workdir, path));
        return !below.startsWith('..') && existsSync(join(folder, source, below));
      }),
    );
}
