import { showLocation } from '../../model/location.ts';
import type { WaiverState } from '../../register/waiver-of.ts';
import { byOwner } from '../../reports/by-owner.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { showAlerts } from './alerts-text.ts';
import { showBlocks } from './blocks-text.ts';
import type { Coverage } from './coverage.ts';

/** What is verified, stale, never drilled: what needs somebody comes first. */
export function showCoverage(
  { scenarios, procedures, branches, blocks, alerts, skipped }: Coverage,
  { allBlocks }: { readonly allBlocks: boolean },
): string {
  const undrilled = procedures.filter(one => one.scenarios.length === 0);
  const untaken = branches.filter(one => one.scenarios.length === 0);
  const told = scenarios.map(scenario => ({ ...scenario, word: wordOf(scenario) })).sort((a, b) => order(a) - order(b));
  const words = new Map(told.map(({ id, word }) => [id, word]));
  const wordFor = (scenario: string): string | undefined => words.get(scenario);
  const wide = Math.max(0, ...told.map(({ word }) => word.length));
  const line = ({ id, word, reason, waiver }: (typeof told)[number]): string =>
    `${word.padEnd(wide)}  ${id}${reason === undefined ? '' : `: ${reason}`}${waived(waiver)}`;
  return [
    ...(byOwner(told, ({ owner }) => owner)?.flatMap(({ owner, items }) => [`── ${owner}`, ...items.map(line)]) ?? told.map(line)),
    ...section('Skipped, so that nothing is known of them:', skippedLines(skipped)),
    ...section(
      'Procedures, and what drills them:',
      procedures
        .filter(one => one.scenarios.length > 0)
        .flatMap(({ at, title, id, scenarios: by }) => [
          `${showLocation(at)}  ${title} (${id})`,
          ...by.map(scenario => `  ${wordFor(scenario) ?? 'not asked for'}  ${scenario}`),
        ]),
    ),
    ...section(
      'No scenario follows these procedures: nobody knows whether they work.',
      undrilled.map(({ at, title, id, waiver }) => `${showLocation(at)}  ${title} (${id})${waived(waiver)}`),
    ),
    ...section(
      'No scenario takes these branches.',
      untaken.map(({ at, step, condition }) => `${showLocation(at)}  ${step}: ${condition}`),
    ),
    ...showBlocks(blocks, allBlocks),
    ...(alerts === undefined ? [] : showAlerts(alerts, wordFor)),
    ...(told.length + undrilled.length + untaken.length === 0 ? [] : ['']),
    summary(scenarios, skipped.length),
    `${countOf(procedures.length, 'acting procedure')}: ${procedures.length - undrilled.length} followed by a scenario, ${undrilled.length} by none`,
    ...(branches.length === 0
      ? []
      : [`${countOf(branches.length, 'branch', 'branches')}: ${branches.length - untaken.length} taken, ${untaken.length} never`]),
  ]
    .map(line => `${/^ */.exec(line)?.[0] ?? ''}${cleanLine(line.trimStart())}\n`)
    .join('');
}

/** One line for all of one cause: a folder that is not there skips a hundred. */
function skippedLines(skipped: Coverage['skipped']): readonly string[] {
  const causes = new Map<string, Coverage['skipped'][number][]>();
  for (const one of skipped) causes.set(one.hint ?? one.why, [...(causes.get(one.hint ?? one.why) ?? []), one]);
  return [...causes].flatMap(([cause, all]) =>
    all.length === 1 ? all.map(({ file, why }) => `${file}: ${why}`) : [`${countOf(all.length, 'scenario')}: ${cause}`],
  );
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map(line => `  ${line}`)];
}

type Told = Coverage['scenarios'][number];

/** A known failure is never shown as a verified one, and none that was found is shown as known without being so. */
function wordOf({ status, asExpected }: Told): string {
  if (status === undefined) return 'no history';
  if (status === 'verified') return asExpected === true ? 'verified' : 'verified, not as expected';
  const word = status === 'never-drilled' ? 'never drilled' : status;
  return asExpected === true ? `${word}, as expected` : word;
}

function order({ status, asExpected }: Told): number {
  if (asExpected === true) return status === 'verified' ? 6 : 5;
  return ['refuted', 'verified', 'never-drilled', 'stale', 'inconclusive'].indexOf(status ?? '');
}

function waived(waiver: WaiverState | undefined): string {
  if (waiver === undefined) return '';
  const { owner, reason, until, expired } = waiver;
  return expired ? `; its waiver ended on ${until} (${owner}: ${reason})` : `; waived until ${until} (${owner}: ${reason})`;
}

function summary(scenarios: Coverage['scenarios'], skipped: number): string {
  const counts = new Map<string, number>();
  for (const scenario of scenarios) counts.set(wordOf(scenario), (counts.get(wordOf(scenario)) ?? 0) + 1);
  const waivers = scenarios.filter(({ waiver }) => waiver?.expired === false).length;
  return `${countOf(scenarios.length, 'scenario')}${counts.size === 0 ? '' : `: ${[...counts].map(([word, count]) => `${count} ${word}`).join('; ')}`}${waivers === 0 ? '' : `; ${waivers} waived`}${skipped === 0 ? '' : `; ${skipped} more skipped`}`;
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
