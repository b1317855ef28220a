import { createHash } from 'node:crypto';
import type { Source } from '../reading/runbook/source.ts';
import type { CheckReport } from './check-report.ts';

/** What a team knows of and has not mended yet: for each file and rule, the marks of the places. */
export interface Baseline {
  readonly version: 1;
  readonly files: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Reads the text of a baseline; undefined for what is none. */
export function readBaseline(text: string): Baseline | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isBaseline = typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'files' in value;
    return isBaseline && typeof value.files === 'object' && value.files !== null ? (value as Baseline) : undefined;
  } catch {
    return undefined;
  }
}

/** Everything that is reported, in an order that changes little when documents do. */
export function writeBaseline(reports: readonly (readonly [CheckReport, Source | undefined])[]): string {
  const files: Record<string, Record<string, string[]>> = {};
  for (const [report, source] of reports) {
    const rules = (files[report.location.file] ??= {});
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
): { readonly reports: readonly CheckReport[]; readonly known: number; readonly left: number } {
  const rest = new Map<string, number>();
  const keyOf = (file: string, rule: string, mark: string): string => `${file}\n${rule}\n${mark}`;
  for (const [file, rules] of Object.entries(baseline.files))
    for (const [rule, marks] of Object.entries(rules))
      for (const mark of marks) rest.set(keyOf(file, rule, mark), (rest.get(keyOf(file, rule, mark)) ?? 0) + 1);
  const beyond = reports.filter(([report, source]) => {
    const key = keyOf(report.location.file, report.rule, markOf(report, source));
    const count = rest.get(key) ?? 0;
    if (count > 0) rest.set(key, count - 1);
    return count === 0;
  });
  const left = [...rest.values()].reduce((sum, count) => sum + count, 0);
  return { reports: beyond.map(([report]) => report), known: reports.length - beyond.length, left };
}

/** Of the line's text and what was said of it: a line that moves keeps its mark, one that is edited gets another. */
export function markOf({ message, location }: CheckReport, source: Source | undefined): string {
  const line = (source?.lines[location.line - 1] ?? '').trim().replaceAll(/\s+/g, ' ');
  return createHash('sha256').update(`${line}\n${message}`).digest('hex').slice(0, 16);
}
