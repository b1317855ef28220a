import { statementsFile } from '../../evidence/manifest.ts';
import { rehearsal, testResult } from '../../evidence/statements.ts';
import type { PreviousRun, RunFacts, SealedResult } from '../../evidence/statements.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { answers, failed, notChecked } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { AuditContext } from '../context.ts';
import { runStatements } from '../read-statements.ts';
import type { AuditCheck } from './check.ts';

/** Both statements are there, bind this manifest, and say of this run what its own files say. */
export const statements: AuditCheck = {
  name: 'statements',
  run(context) {
    if (context.manifest === undefined) return [notChecked('there is no manifest that they could bind')];
    if (context.bundle === undefined) return [failed('missing: the statements of the run', statementsFile)];
    const { lines, wrong } = context.bundle;
    if (wrong.length > 0) return wrong;
    const both = runStatements(lines);
    if (both === undefined)
      return [failed(`unexpected statements on ${lines.length} lines, expected a test result, then a rehearsal`, statementsFile)];
    const { journals, results, previousRun } = both.rehearsal.predicate;
    if (!Array.isArray(journals) || !Array.isArray(results)) return [failed('its rehearsal is not one of ours', `${statementsFile}:2`)];
    const facts: RunFacts = {
      header: context.header,
      manifest: context.manifestDigest,
      // Compared by checks of their own, which name the journal and the scenario.
      journals,
      results: results as readonly SealedResult[],
      ...(previousRun === undefined ? {} : { previous: previousRun }),
    };
    return answers(
      [
        ...(bindsManifest(both.testResult.predicate.configuration, context.manifestDigest) ? [] : [failed(other, `${statementsFile}:1`)]),
        ...(both.rehearsal.predicate.manifest?.sha256 === context.manifestDigest ? [] : [failed(other, `${statementsFile}:2`)]),
        ...differences(both.rehearsal, rehearsal(facts), `${statementsFile}:2`),
        // How a test result is written may change from version to version.
        ...(context.header.drillbook === context.drillbook ? differences(both.testResult, testResult(facts), `${statementsFile}:1`) : []),
        ...previousOf(context, previousRun),
      ],
      'two, and both bind the manifest',
    );
  },
};

const other = 'it binds another manifest';

function bindsManifest(configuration: unknown, digest: string): boolean {
  return (
    Array.isArray(configuration) &&
    configuration.some(
      (one: { name?: unknown; digest?: { sha256?: unknown } } | null) => one?.name === 'manifest.json' && one.digest?.sha256 === digest,
    )
  );
}

/** The first member, at the second level, that is not what the folder says. */
function differences(found: object, expected: object, place: string): readonly Answer[] {
  if (canonicalJson(found) === canonicalJson(expected)) return [];
  const [one, two] = [flat(found), flat(expected)];
  const name = [...new Set([...one.keys(), ...two.keys()])].find(key => one.get(key) !== two.get(key)) ?? 'statement';
  return [failed(`its ${name} is not what the folder says`, place)];
}

function flat(statement: object): ReadonlyMap<string, string> {
  const { predicate, ...rest } = statement as { readonly predicate?: object };
  return new Map(Object.entries({ ...rest, ...predicate }).map(([name, value]) => [name, canonicalJson(value)]));
}

/** Where the team's file tells of the run before, both tell of the same. */
function previousOf({ text }: AuditContext, previous: PreviousRun | undefined): readonly Answer[] {
  const team = text('team.json');
  const population = team === undefined ? undefined : (JSON.parse(team) as { population?: { previous?: unknown } } | null)?.population;
  if (population === undefined || canonicalJson(population.previous ?? null) === canonicalJson(previous ?? null)) return [];
  return [failed('its previousRun is not that of team.json', `${statementsFile}:2`)];
}
