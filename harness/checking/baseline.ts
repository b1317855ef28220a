import { createHash } from 'node:crypto';
import type { Source } from '../reading/runbook/source.ts';
import type { CheckReport } from './check-report.ts';

/** What a team knows of and has not mended yet: for each file and rule, the marks of the places. */
export interface Baseline {
  readonly version: 1;
  readonly files: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** What a check knows of the files that a baseline names. */
export interface BaselineView {
  /** A file's name in the baseline. @default as reports name it */
  nameOf?(file: string): string;
  /** Whether this check would report what a rule finds in a file: of others nothing is known. @default true */
  isLookedAt?(name: string, rule: string): boolean;
}

/** Reads the text of a baseline; undefined for what is none. */
export function readBaseline(text: string): Baseline | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isBaseline = isRecord(value) && value['version'] === 1 && isRecord(value['files']);
    const marks = isBaseline
      ? Object.values(value['files'] as object).flatMap(rules => (isRecord(rules) ? Object.values(rules) : [undefined]))
      : [];
    return isBaseline && marks.every(list => Array.isArray(list) && list.every(mark => typeof mark === 'string'))
      ? (value as unknown as Baseline)
      : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Everything that is reported, in an order that changes little when documents do; of what was not looked at, what an earlier one says. */
export function writeBaseline(
  reports: readonly (readonly [CheckReport, Source | undefined])[],
  { nameOf = file => file, isLookedAt = () => true }: BaselineView = {},
  earlier?: Baseline,
): string {
  const files: Record<string, Record<string, string[]>> = {};
  for (const [file, rules] of Object.entries(earlier?.files ?? {}))
    for (const [rule, marks] of Object.entries(rules)) if (!isLookedAt(file, rule)) (files[file] ??= {})[rule] = [...marks];
  for (const [report, source] of reports) {
    const rules = (files[nameOf(report.location.file)] ??= {});
    (rules[report.rule] ??= []).push(markOf(report, source));
  }
  const sorted = Object.fromEntries(
    Object.entries(files)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([file, rules]) => [
        file,
        Object.fromEntries(
          Object.entries(rules)
            .toSorted(([one], [other]) => (one < other ? -1 : 1))
            .map(([rule, marks]) => [rule, marks.toSorted()]),
        ),
      ]),
  );
  return `${JSON.stringify({ version: 1, files: sorted }, undefined, 2)}\n`;
}

/** Takes what a baseline knows out of reports, each place once; `left` counts places that nothing was reported for any more. */
export function beyondBaseline(
  reports: readonly (readonly [CheckReport, Source | undefined])[],
  baseline: Baseline,
  { nameOf = file => file, isLookedAt = () => true }: BaselineView = {},
): { readonly reports: readonly CheckReport[]; readonly known: number; readonly left: number } {
  const rest = new Map<string, number>();
  const keyOf = (file: string, rule: string, mark: string): string => `${file}\n${rule}\n${mark}`;
  for (const [file, rules] of Object.entries(baseline.files))
    for (const [rule, marks] of Object.entries(rules))
      for (const mark of marks) rest.set(keyOf(file, rule, mark), (rest.get(keyOf(file, rule, mark)) ?? 0) + 1);
  const beyond = reports.filter(([report, source]) => {
    const key = keyOf(nameOf(report.location.file), report.rule, markOf(report, source));
    const count = rest.get(key) ?? 0;
    if (count > 0) rest.set(key, count - 1);
    return count === 0;
  });
  const left = [...rest].reduce((sum, [key, count]) => {
    const [file = '', rule = ''] = key.split('\n');
    return isLookedAt(file, rule) ? sum + count : sum;
  }, 0);
  return { reports: beyond.map(([report]) => report), known: reports.length - beyond.length, left };
}

/** Of the line's text and what was said of it: a line that moves keeps its mark, one that is edited gets another. */
export function markOf({ message, location }: CheckReport, source: Source | undefined): string {
  const line = (source?.lines[location.line - 1] ?? '').trim().replaceAll(/\s+/g, ' ');
  return createHash('sha256').update(`${line}\n${message}`).digest('hex').slice(0, 16);
}
