import { statSync } from 'node:fs';
import { join, normalize, relative, resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { nearest } from '../../support/nearest.ts';

/** Rule of the one Problem that skips a scenario: its runbook is kept elsewhere, and nobody said where. */
export const elsewhere = 'runbook-elsewhere';

/**
 * The path of a scenario's runbook, from the working directory. It may begin with a variable that `drillbook.yaml` names (`${TEXTS}/a.md`):
 * a folder of texts that may not lie in the repository. No other variable is read, for what it holds would stand in messages.
 */
export function runbookPath(
  written: string,
  {
    location,
    named,
    pathTo,
  }: {
    readonly location: Location;
    /** Of `runbooksFrom`. */
    readonly named: readonly string[];
    /** Of a path that is relative to the scenario. */
    readonly pathTo: (path: string) => string;
  },
): { readonly path: string } | { readonly problem: Problem } {
  if (!written.includes('${')) return { path: pathTo(written) };
  const problem = (message: string, hint: string, rule = 'scenario'): { readonly problem: Problem } => ({
    problem: { rule, severity: 'error', message, location, hint },
  });
  const [, name = '', file = ''] = /^\$\{([A-Za-z_]\w*)\}\/([^$]+)$/.exec(written) ?? [];
  if (name === '' || normalize(file).startsWith('..'))
    return problem(
      `unexpected runbook "${written}", expected one variable at its beginning and a file below: \${NAME}/file.md`,
      'Variables stand nowhere else in a scenario; `variables` replaces text of the runbook.',
    );
  if (!named.includes(name)) {
    const close = nearest(name, named);
    return problem(
      `unexpected variable "${name}", expected ${named.length === 0 ? 'none: drillbook.yaml names none' : `one that drillbook.yaml names: ${named.join(', ')}`}`,
      close === undefined ? `Name it in the drillbook.yaml above: \`runbooksFrom: [${name}]\`.` : `Did you mean "${close}"?`,
    );
  }
  const folder = process.env[name] ?? '';
  if (folder === '')
    return problem(
      `unexpected absence of the environment variable ${name}, expected the folder that holds ${file}`,
      `Set ${name} to that folder of runbooks; until then its scenarios are skipped.`,
      elsewhere,
    );
  // Only a folder's name is told to anybody.
  if (statSync(resolve(folder), { throwIfNoEntry: false })?.isDirectory() !== true)
    return problem(`unexpected value of ${name}, expected a folder that exists`, `Set ${name} to the folder that holds ${file}.`);
  return { path: relative(process.cwd(), join(resolve(folder), file)) };
}
