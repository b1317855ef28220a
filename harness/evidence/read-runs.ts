import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanFacts } from '../model/event.ts';
import type { ScenarioRun, TrialRun } from '../model/run.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { openEvidenceFolder, scenarioFolder, scenarioPath, shardFolder, writeEvidence } from './folder.ts';
import type { EvidenceFolder, MergedShard } from './folder.ts';
import { readJournal } from './read-journal.ts';
import { HarnessError } from '../support/harness-error.ts';

/** Reads one journal; passed in by who has read them all already. */
type ReadOne = typeof readJournal;

const neverStarted = 'never-started.json';

/** Keeps the facts of a scenario that left no journal (its worker died first), so that it does not drop out of the report. */
export function keepNeverStarted(evidence: EvidenceFolder, facts: PlanFacts): void {
  writeEvidence(evidence.path, join(scenarioFolder(evidence.path, facts.scenario), neverStarted), `${canonicalJson(facts)}\n`);
}

/**
 * All scenarios of a run, from its journals alone, in the order in which the run's header names them.
 * @throws {HarnessError} `evidence-changed` when a journal is not as the drill wrote it.
 */
export function readRuns(evidence: EvidenceFolder, read: ReadOne = readJournal): readonly ScenarioRun[] {
  return evidence.header.shards === undefined ? readOwnRuns(evidence, read) : readMergedRuns(evidence, evidence.header.shards, read);
}

/** Those of all shards, each from its own folder; journals are named from the folder that holds them all. */
function readMergedRuns(evidence: EvidenceFolder, shards: readonly MergedShard[], read: ReadOne): readonly ScenarioRun[] {
  const runs = shards.flatMap(({ current, header }) => {
    const folder = shardFolder(current);
    const shard = openEvidenceFolder(join(evidence.path, folder));
    if (shard.genesis !== header)
      throw new HarnessError(
        'evidence-changed',
        `unexpected header in ${join(shard.path, 'run.json')}:1:1, expected the one that was merged`,
        'Merge the shards again from where they were kept.',
      );
    return readOwnRuns(shard, read).map(({ facts, trials }) => ({
      facts,
      trials: trials.map(trial => ({ ...trial, journal: `${folder}/${trial.journal}` })),
    }));
  });
  return evidence.header.scenarios.flatMap(({ id }) => runs.find(({ facts }) => facts.scenario === id) ?? []);
}

/** One scenario of a run while others are still under way, from its journals alone; undefined when it left none. */
export function readRun(evidence: EvidenceFolder, scenario: string): ScenarioRun | undefined {
  const below = scenarioPath(scenario);
  if (!existsSync(join(evidence.path, below))) return undefined;
  // Not of folders within: those are other scenarios', whose trials may be half done.
  const journals = readdirSync(join(evidence.path, below))
    .filter(file => file.endsWith('.ndjson'))
    .sort()
    .map(file => join(below, file));
  return readOwnRuns(evidence, readJournal, journals).find(({ facts }) => facts.scenario === scenario);
}

function readOwnRuns(evidence: EvidenceFolder, read: ReadOne, journals = journalsBelow(evidence.path)): readonly ScenarioRun[] {
  const runs = new Map<string, { facts: PlanFacts; trials: { run: TrialRun; startedAt: string }[] }>();
  for (const journal of journals) {
    const { events, genesis, broken } = read(evidence.path, journal);
    const started = events[0];
    // Killed before its first line was whole: there is nothing to judge.
    if (started?.type !== 'trial.started') continue;
    const why = broken?.why ?? (genesis === evidence.genesis ? undefined : 'it belongs to another run');
    if (why !== undefined)
      throw new HarnessError(
        'evidence-changed',
        `unexpected change of ${join(evidence.path, journal)}:${broken?.line ?? 1}:1: ${why}`,
        'Evidence that was changed tells nothing; drill again.',
      );
    const { trial, attempt, because, facts, startedAt } = started;
    const scenario = runs.get(facts.scenario) ?? { facts, trials: [] };
    runs.set(facts.scenario, scenario);
    scenario.trials.push({ run: { trial, attempt, ...(because === undefined ? {} : { because }), journal, events }, startedAt });
  }
  return evidence.header.scenarios.flatMap(({ id }) => {
    const scenario = runs.get(id) ?? factsOfNeverStarted(evidence, id);
    if (scenario === undefined) return [];
    const trials = [...scenario.trials].sort((a, b) =>
      a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.run.journal < b.run.journal ? -1 : 1,
    );
    return [{ facts: scenario.facts, trials: trials.map(({ run }) => run) }];
  });
}

function factsOfNeverStarted(evidence: EvidenceFolder, id: string): { readonly facts: PlanFacts; readonly trials: [] } | undefined {
  const file = join(evidence.path, scenarioPath(id), neverStarted);
  return existsSync(file) ? { facts: JSON.parse(readFileSync(file, 'utf8')) as PlanFacts, trials: [] } : undefined;
}

function journalsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ndjson'))
    .sort();
}
