import { showLocation } from '../../model/location.ts';
import type { CheckReport } from '../../checking/check-report.ts';
import type { Source } from '../../reading/runbook/source.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { painter } from '../../reports/paint.ts';
import type { Look } from '../plan/look.ts';
import { codeFrame } from './code-frame.ts';

/** What was found, as people read it. */
export interface CheckOutcome {
  readonly reports: readonly (readonly [CheckReport, Source | undefined])[];
  readonly refused: readonly { readonly file: string; readonly why: string }[];
  readonly documents: number;
  /** Places that the baseline knows; and those of it at which nothing is wrong any more. */
  readonly known: number;
  readonly left: number;
  /** Reports that --fix has mended. */
  readonly fixed: number;
  /** The first rule that there is more to read about. */
  readonly explained?: string;
}

/** Each report with the line that it speaks of, then one line of totals. */
export function showCheck(outcome: CheckOutcome, look: Look): string {
  const paint = painter(look.color);
  const parts = outcome.reports.map(([{ location, severity, message, rule, hint }, source]) => {
    const weight = paint(severity === 'error' ? 'red' : 'yellow', severity);
    const head = `${paint('bold', cleanLine(showLocation(location)))}: ${weight}: ${cleanLine(message)} ${paint('dim', `[${rule}]`)}`;
    const frame = source === undefined ? [] : (codeFrame(location, source, look.width - 2) ?? []);
    return [head, ...frame.map(line => `  ${paint('dim', line)}`), ...(hint === undefined ? [] : [`  ${cleanLine(hint)}`]), ''].join('\n');
  });
  const refused = outcome.refused.map(({ file, why }) => `${cleanLine(file)}: not looked at: ${cleanLine(why)}`);
  return `${[...parts, ...(refused.length === 0 ? [] : [...refused, '']), ...totals(outcome)].join('\n')}\n`;
}

function totals({ reports, documents, known, left, fixed, explained }: CheckOutcome): readonly string[] {
  const errors = reports.filter(([{ severity }]) => severity === 'error').length;
  const warnings = reports.length - errors;
  const files = new Set(reports.map(([{ location }]) => location.file)).size;
  const fixable = reports.filter(([{ fix }]) => fix !== undefined).length;
  const found = [counted(errors, 'error'), counted(warnings, 'warning')].filter(text => text !== '');
  const where =
    found.length === 0
      ? `nothing found in ${counted(documents, 'document')}`
      : `${found.join(', ')} in ${files} of ${counted(documents, 'document')}`;
  return [
    `${where}${known === 0 ? '' : `; ${known} known from the baseline`}`,
    ...(fixed === 0 ? [] : [`${fixed} mended`]),
    ...(left === 0
      ? []
      : [`${left} of the baseline ${left === 1 ? 'is' : 'are'} mended: --update-baseline takes ${left === 1 ? 'it' : 'them'} out`]),
    ...(fixable === 0 ? [] : [`${fixable} can be mended by --fix`]),
    ...(explained === undefined ? [] : [`drillbook explain ${explained} tells more`]),
  ];
}

function counted(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
}
