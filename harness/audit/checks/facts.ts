import { journalName, journalsFolder, scenarioPath } from '../../evidence/folder.ts';
import type { HeaderScenario } from '../../evidence/folder.ts';
import type { PlanFacts } from '../../model/event.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { answers, counted, failed } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { JournalFacts } from '../context.ts';
import type { AuditCheck } from './check.ts';

/** The header says of each scenario what its journals say, and leaves none out; parts of a divided run are looked at by themselves. */
export const facts: AuditCheck = {
  name: 'facts',
  run(context) {
    const { header, journals, text } = context;
    if (header.shards !== undefined) return [];
    const scenarios = new Map(header.scenarios.map(one => [one.id, one]));
    const there = new Map(journals.map(journal => [journal.path, journal]));
    const begun = new Set<string>();
    const wrong: Answer[] =
      scenarios.size === header.scenarios.length ? [] : [failed('a scenario stands there twice, expected each once', 'run.json')];
    const empty: JournalFacts[] = [];
    for (const journal of journals) {
      // Told by the check of journals.
      if ('unreadable' in journal) continue;
      if (journal.count === 0) empty.push(journal);
      else if (journal.started === undefined) wrong.push(failed('its first line is not that of a trial', `${journal.path}:1`));
      else {
        begun.add(journal.started.facts.scenario);
        wrong.push(...ofTrial(journal.path, journal.started, scenarios, there));
      }
    }
    const listed = new Set(context.listing.files.map(({ path }) => path));
    for (const scenario of header.scenarios) {
      const kept = foldersOf(scenario.id)
        .map(folder => `${folder}/never-started.json`)
        .filter(path => listed.has(path));
      wrong.push(...kept.flatMap(path => differences(neverStarted(path, text(path)), scenario, path)));
      // A run that was cut off is told of as such; it owes no journals.
      if (context.manifest !== undefined && kept.length === 0 && !begun.has(scenario.id))
        wrong.push(failed(`nothing is recorded of ${scenario.id}: neither a journal nor that it never started`, 'run.json'));
    }
    const folders = new Set(header.scenarios.flatMap(({ id }) => foldersOf(id)));
    const unknown = empty.filter(({ path }) => !folders.has(folderOf(path)));
    wrong.push(...unknown.map(({ path }) => failed('no line stands in this journal, and it is of no scenario of run.json', path)));
    const killed = empty
      .filter(({ path }) => folders.has(folderOf(path)))
      .map(({ path }): Answer => ({
        state: 'ok',
        what: 'no line stands in it (its writer was killed): it counts for nothing',
        place: path,
      }));
    return [
      ...answers(
        wrong,
        `${counted(header.scenarios.length, 'scenario')} of run.json, each with its files and digests as its journals have them`,
      ),
      ...killed,
    ];
  },
};

function ofTrial(
  path: string,
  { facts: said, trial, attempt }: NonNullable<JournalFacts['started']>,
  scenarios: ReadonlyMap<string, HeaderScenario>,
  there: ReadonlyMap<string, unknown>,
): readonly Answer[] {
  const place = `${path}:1`;
  const scenario = scenarios.get(said.scenario);
  if (scenario === undefined) return [failed(`it is of ${said.scenario}, which run.json does not name`, place)];
  const folder = folderOf(path);
  // A name with a secret in it is written without, but is a folder's name as it is.
  const named = said.scenario.includes('[redacted') || foldersOf(said.scenario).includes(folder);
  if (!named || path !== `${folder}/${journalName(trial, attempt)}`)
    return [failed(`it is of attempt ${attempt} of ${trial} of ${said.scenario}, which has another place`, place)];
  const gap = Array.from({ length: Number.isSafeInteger(attempt) ? Math.min(attempt - 1, 100) : 0 }, (_, index) => index + 1).find(
    before => !there.has(`${folder}/${journalName(trial, before)}`),
  );
  return [
    ...differences(said, scenario, place),
    ...(Number.isSafeInteger(attempt) && attempt >= 1 && gap === undefined
      ? []
      : [failed(`it is attempt ${attempt} of ${trial}, and attempt ${gap ?? 1} is not there`, place)]),
  ];
}

function differences(said: Partial<PlanFacts>, { id, file, digests, inputDigest }: HeaderScenario, place: string): readonly Answer[] {
  const pairs = [
    ['scenario', said.scenario, id],
    ['file', said.scenarioFile, file],
    ['inputDigest', said.inputDigest, inputDigest],
  ] as const;
  const other = pairs.find(([, one, two]) => one !== two)?.[0];
  const name = other ?? (canonicalJson(said.digests ?? null) === canonicalJson(digests) ? undefined : 'digests');
  return name === undefined ? [] : [failed(`its ${name} is not that of ${id} in run.json`, place)];
}

function neverStarted(path: string, text: string | undefined): Partial<PlanFacts> {
  const value: unknown = text === undefined ? null : JSON.parse(text);
  if (typeof value !== 'object' || value === null || `${canonicalJson(value)}\n` !== text)
    throw new TypeError(`unexpected form of ${path}`);
  return value;
}

/** Where a scenario's journals stand; in the first evidence, beside the folder for all. */
function foldersOf(scenario: string): readonly string[] {
  const path = scenarioPath(scenario);
  return [path, path.slice(journalsFolder.length + 1)];
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
