import type { CheckReport } from '../../checking/check-report.ts';
import { sourceOf, type Source } from '../../reading/runbook/source.ts';
import type { Checked } from './check-files.ts';

/** All reports, each with the text that it is about. */
export function located({ files }: Pick<Checked, 'files'>): readonly (readonly [CheckReport, Source])[] {
  return files.flatMap(({ file, text, reports }) => {
    if (reports.length === 0) return [];
    const source = sourceOf(file, text);
    return reports.map(report => [report, source] as const);
  });
}
