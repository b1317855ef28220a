import type { CheckSettings } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import { configFileOf } from '../../planning/config-file.ts';
import { join, relative, resolve, dirname } from 'node:path';
import { nearest } from '../../support/nearest.ts';
import { matchesPath } from '../../support/path-pattern.ts';

export interface Settings {
  settingsOf(file: string): CheckSettings | undefined;
  /** The full name of the baseline that the configuration names for it. */
  baselineOf(file: string): string | undefined;
  /** Whether the configuration leaves it out. */
  isIgnored(file: string): boolean;
  readonly problems: readonly Problem[];
}

/** What the `drillbook.yaml` above each file says of checks; each is read once. YAML is only loaded where there is one. */
export async function readSettings(files: readonly string[], cwd: string, kinds: readonly string[]): Promise<Settings> {
  const folders = new Map<string, string | undefined>();
  const fileOf = (file: string): string | undefined => {
    const folder = dirname(resolve(cwd, file));
    if (!folders.has(folder)) folders.set(folder, configFileOf(join(folder, 'x')));
    return folders.get(folder);
  };
  for (const file of files) fileOf(file);
  const configs = new Map<string, CheckSettings>();
  const problems: Problem[] = [];
  for (const path of new Set(folders.values())) {
    if (path === undefined) continue;
    const { loadConfig } = await import('../../planning/load-config.ts');
    const { config, problems: found } = await loadConfig(path);
    problems.push(...found.filter(({ severity }) => severity === 'error'), ...unknownRules(config?.check, kinds));
    if (config?.check !== undefined) configs.set(path, config.check);
  }
  return {
    problems,
    settingsOf: file => configs.get(fileOf(file) ?? ''),
    baselineOf: file => {
      const { value } = configs.get(fileOf(file) ?? '')?.baseline ?? {};
      return value === undefined ? undefined : resolve(value);
    },
    isIgnored: file => {
      const path = fileOf(file);
      const below = relative(dirname(path ?? ''), resolve(cwd, file));
      return path !== undefined && configs.get(path)?.ignore?.some(pattern => matchesPath(pattern, below)) === true;
    },
  };
}

function unknownRules(check: CheckSettings | undefined, kinds: readonly string[]): readonly Problem[] {
  return Object.entries(check?.ruleLocations ?? {}).flatMap(([name, location]): readonly Problem[] => {
    if (kinds.includes(name)) return [];
    const near = nearest(name, kinds);
    return [
      {
        rule: 'config',
        severity: 'error',
        message: `unexpected rule "${name}", expected ${near === undefined ? 'one that exists' : `"${near}"`}`,
        location,
        hint: 'Run `drillbook check --list` for all of them.',
      },
    ];
  });
}
