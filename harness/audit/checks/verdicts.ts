import { statementsFile } from '../../evidence/manifest.ts';
import type { SealedResult } from '../../evidence/statements.ts';
import { rulesVersion } from '../../model/rules-version.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { answers, counted, failed } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import { runStatements } from '../read-statements.ts';
import { sealedResults } from '../sealed-results.ts';
import type { AuditCheck } from './check.ts';

/** Verdicts computed again from the journals: nothing that is reported or signed may say otherwise. */
export const verdicts: AuditCheck = {
  name: 'verdicts',
  run({ header, runs, text, bundle }) {
    const stated = runStatements(bundle?.lines ?? [])?.rehearsal.predicate.results;
    const inReport = reported(text('report.json'));
    // What is reported is what is stated, by whatever rules.
    if (header.rules !== rulesVersion)
      return [
        failed(
          `they were made by rules ${header.rules}, and this version knows rules ${rulesVersion}: audit with drillbook ${header.drillbook}`,
          'run.json',
        ),
        ...(Array.isArray(stated) ? compare(stated as readonly SealedResult[], inReport, 'report.json', 'as stated') : []),
      ];
    const expected = sealedResults(runs, header.startedAt);
    const wrong = [
      ...compare(expected, inReport, 'report.json', fromJournals),
      ...(stated === undefined ? [] : compare(expected, stated as readonly SealedResult[], `${statementsFile}:2`, fromJournals)),
    ];
    return answers(
      wrong,
      `${counted(expected.length, 'verdict')} computed again by rules ${header.rules}, equal to what is reported and stated`,
    );
  },
};

const fromJournals = 'from its journals';

function compare(
  expected: readonly SealedResult[],
  found: readonly unknown[] | undefined,
  place: string,
  source: string,
): readonly Answer[] {
  if (found === undefined) return [failed('no verdicts stand there', place)];
  const named = new Map(found.map(one => [(one as Partial<SealedResult> | null)?.scenario, one]));
  const wanted = new Set<string | undefined>(expected.map(({ scenario }) => scenario));
  return [
    ...(found.length === named.size ? [] : [failed('a scenario stands there twice', place)]),
    ...expected.flatMap(({ inputDigest, ...verdict }): readonly Answer[] => {
      const one = named.get(verdict.scenario);
      if (one === undefined) return [failed(`the verdict on ${verdict.scenario} is not there`, place)];
      // A report does not carry it at the same place.
      const { inputDigest: stated = inputDigest, ...rest } = one as Partial<SealedResult>;
      return stated === inputDigest && (JSON.stringify(rest) === JSON.stringify(verdict) || canonicalJson(rest) === canonicalJson(verdict))
        ? []
        : [failed(`unexpected ${say(rest)} for ${verdict.scenario}, expected ${say(verdict)} ${source}`, place)];
    }),
    ...[...named.keys()]
      .filter(name => !wanted.has(name))
      .map(name =>
        failed(`unexpected verdict on ${String(name)}, of which there is ${source === fromJournals ? 'no journal' : 'none stated'}`, place),
      ),
  ];
}

function say({ outcome, reason, asExpected, recoveryMs, withReader }: Partial<SealedResult>): string {
  const recovery = recoveryMs === undefined ? '' : `, ${recoveryMs.lower} to ${recoveryMs.upper} ms`;
  return `${String(outcome)} (${String(reason)}, ${asExpected === true ? 'as' : 'not as'} expected${recovery}${withReader === true ? ', with the reader' : ''})`;
}

function reported(text: string | undefined): readonly unknown[] | undefined {
  if (text === undefined) return undefined;
  const { scenarios } = JSON.parse(text) as { scenarios?: unknown };
  if (!Array.isArray(scenarios)) return undefined;
  return scenarios.map((one: Readonly<Record<string, unknown>>) => {
    const { id, outcome, reason, asExpected, recoveryMs, withReader } = one;
    return {
      scenario: id,
      outcome,
      reason,
      asExpected,
      ...(recoveryMs === undefined ? {} : { recoveryMs }),
      ...(withReader === undefined ? {} : { withReader }),
    };
  });
}
