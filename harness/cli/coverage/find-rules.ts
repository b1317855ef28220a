import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { matchesPath } from '../../support/path-pattern.ts';
import { usageError } from '../read-arguments.ts';
import { yamlFilesBelow } from '../yaml-files-below.ts';

/**
 * Files of rules, as paths from the working directory: each is named, lies below a folder that is named, or is one that a pattern stands for.
 * @throws {HarnessError} `usage` for a pattern without any: nothing to follow is no pass.
 */
export function findRules(patterns: readonly string[], cwd: string): readonly string[] {
  return [...new Set(patterns.flatMap(pattern => filesOf(pattern, cwd)))].sort();
}

function filesOf(pattern: string, cwd: string): readonly string[] {
  const named = resolve(cwd, pattern);
  const shown = (file: string): string => relative(cwd, file) || '.';
  if (existsSync(named)) return statSync(named).isDirectory() ? yamlFilesBelow(named, cwd).map(shown) : [shown(named)];
  // Looked through is only what the pattern's plain beginning leaves.
  const plain = resolve(cwd, dirname(`${/^[^*?]*/.exec(pattern)?.[0] ?? ''}x`));
  const found = existsSync(plain) ? yamlFilesBelow(plain, cwd).filter(file => matchesPath(resolve(cwd, pattern), file)) : [];
  if (found.length === 0)
    throw usageError(
      `unexpected --alerts "${pattern}", expected YAML files that are there`,
      "Quote a pattern, so that your shell leaves it alone: --alerts 'rules/**/*.yml'.",
    );
  return found.map(shown);
}
