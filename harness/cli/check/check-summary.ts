import { appendFileSync } from 'node:fs';
import type { CheckReport } from '../../checking/check-report.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { CommandIo } from '../command.ts';

const mostRows = 50;

/** A table for the summary of a step in GitHub Actions; nothing elsewhere. */
export function writeCheckSummary(
  reports: readonly CheckReport[],
  documents: number,
  { env, stderr }: Pick<CommandIo, 'env' | 'stderr'>,
): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (env['GITHUB_ACTIONS'] !== 'true' || file === undefined || file === '') return;
  try {
    appendFileSync(file, checkSummary(reports, documents));
  } catch (thrown) {
    stderr.write(`drillbook: the job summary could not be written: ${messageOf(thrown)}\n`);
  }
}

export function checkSummary(reports: readonly CheckReport[], documents: number): string {
  if (reports.length === 0) return `\n**drillbook check**: nothing found in ${documents} document${documents === 1 ? '' : 's'}\n`;
  const rows = reports
    .slice(0, mostRows)
    .map(
      ({ location, severity, message, rule }) =>
        `| ${severity} | ${cell(`${location.file}:${location.line}`)} | ${cell(message)} | ${cell(rule)} |`,
    );
  const more = reports.length - mostRows;
  return [
    '',
    '**drillbook check**',
    '',
    '| | place | what | rule |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(more > 0 ? ['', `${more} more in the log`] : []),
    '',
  ].join('\n');
}

/** Text of a document is no Markdown of ours. */
function cell(text: string): string {
  return cleanLine(text).replaceAll(/[\\`*_[\]<>|#&!~@]/g, sign => `&#${sign.codePointAt(0) ?? 0};`);
}
