import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { beyondBaseline, readBaseline, writeBaseline, type Baseline, type BaselineView } from '../../checking/baseline.ts';
import type { CheckReport } from '../../checking/check-report.ts';
import type { Source } from '../../reading/runbook/source.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { usageError } from '../read-arguments.ts';

export type Located = readonly (readonly [CheckReport, Source | undefined])[];

export interface BaselineAsked {
  /** Of the command line. */
  readonly named: string | undefined;
  /** Of the configuration, for a file. */
  configured(file: string): string | undefined;
  readonly cwd: string;
  /** The documents that were looked at. */
  readonly files: readonly string[];
  /** Whether what a rule finds would be reported. */
  isAsked(rule: string): boolean;
}

/** Reports that no baseline knows. A file's own configuration says which one holds for it, unless the command line does. */
export function withoutKnown(
  reports: Located,
  asked: BaselineAsked,
): { readonly reports: Located; readonly known: number; readonly left: number } {
  const sources = new Map(reports);
  const rest: CheckReport[] = [];
  let [known, left] = [0, 0];
  for (const [path, group] of byBaseline(reports, asked)) {
    const baseline = path === undefined ? undefined : load(path, asked);
    if (path === undefined || baseline === undefined) rest.push(...group.map(([report]) => report));
    else {
      const beyond = beyondBaseline(group, baseline, viewFrom(path, asked));
      rest.push(...beyond.reports);
      known += beyond.known;
      left += beyond.left;
    }
  }
  const kept = new Set(rest);
  return { reports: [...sources].filter(([report]) => kept.has(report)), known, left };
}

/**
 * Writes what is reported now into the baselines that hold for it.
 * @throws {HarnessError} `usage` where no baseline is named anywhere.
 */
export function updateBaselines(reports: Located, asked: BaselineAsked): readonly string[] {
  const groups = byBaseline(reports, asked);
  if (asked.named !== undefined && !groups.has(asked.named)) groups.set(asked.named, []);
  const unnamed = groups.get(undefined);
  if (unnamed !== undefined)
    throw usageError(
      `unexpected --update-baseline without a file for ${unnamed[0]?.[0].location.file ?? 'what is reported'}, expected --baseline <file> or check.baseline in drillbook.yaml`,
    );
  return [...groups].flatMap(([path, group]) => {
    if (path === undefined) return [];
    const full = resolve(asked.cwd, path);
    const earlier = existsSync(full) ? readBaseline(readFileSync(full, 'utf8')) : undefined;
    writeFileSync(full, writeBaseline(group, viewFrom(path, asked), earlier));
    return [relative(asked.cwd, resolve(asked.cwd, path))];
  });
}

/** Files are named from the baseline's folder, so that it holds from wherever somebody checks. */
function viewFrom(path: string, { cwd, files, isAsked }: BaselineAsked): Required<BaselineView> {
  const folder = dirname(resolve(cwd, path));
  const nameOf = (file: string): string => relative(folder, resolve(cwd, file)).replaceAll('\\', '/');
  const checked = new Set(files.map(nameOf));
  return {
    nameOf,
    // Of a file that is gone nothing will be reported.
    isLookedAt: (name, rule) => isAsked(rule) && (checked.has(name) || !existsSync(resolve(folder, name))),
  };
}

/** For each baseline what is reported of its files, which may be nothing any more. */
function byBaseline(
  reports: Located,
  { named, configured, files }: BaselineAsked,
): Map<string | undefined, (readonly [CheckReport, Source | undefined])[]> {
  const groups = new Map<string | undefined, (readonly [CheckReport, Source | undefined])[]>();
  for (const file of files) {
    const path = named ?? configured(file);
    if (path !== undefined) groups.set(path, []);
  }
  if (named !== undefined) groups.set(named, []);
  for (const one of reports) {
    const path = named ?? configured(one[0].location.file);
    const group = groups.get(path);
    if (group === undefined) groups.set(path, [one]);
    else group.push(one);
  }
  return groups;
}

function load(path: string, { named, cwd }: BaselineAsked): Baseline | undefined {
  const full = resolve(cwd, path);
  if (!existsSync(full)) {
    if (named === undefined) return undefined;
    throw usageError(`unexpected baseline "${path}" that does not exist, expected a file`, 'Add --update-baseline to write it.');
  }
  const baseline = readBaseline(readFileSync(full, 'utf8'));
  if (baseline === undefined)
    throw new HarnessError('usage', `unexpected contents of ${path}, expected a baseline`, 'Write it again with --update-baseline.');
  return baseline;
}
