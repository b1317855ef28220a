import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanFacts } from '../model/event.ts';
import type { ScenarioRun, TrialRun } from '../model/run.ts';
import type { EvidenceFolder } from './folder.ts';
import { readJournal } from './read-journal.ts';
import { HarnessError } from '../support/harness-error.ts';

/**
 * All scenarios of a run, from its journals alone, in the order in which the run's header names them.
 * @throws {HarnessError} `evidence-changed` when a journal is not as the drill wrote it.
 */
export function readRuns(evidence: EvidenceFolder): readonly ScenarioRun[] {
  const runs = new Map<string, { facts: PlanFacts; trials: { run: TrialRun; startedAt: string }[] }>();
  for (const journal of journalsBelow(evidence.path)) {
    const { events, genesis, broken } = readJournal(evidence.path, journal);
    const started = events[0];
    // Killed before its first line was whole: there is nothing to judge.
    if (started?.type !== 'trial.started') continue;
    const why = broken?.why ?? (genesis === evidence.genesis ? undefined : 'it belongs to another run');
    if (why !== undefined)
      throw new HarnessError(
        'evidence-changed',
        `unexpected change of ${join(evidence.path, journal)}:${broken?.line ?? 1}:1: ${why}`,
        'A changed journal proves nothing; drill again.',
      );
    const { trial, attempt, because, facts, startedAt } = started;
    const scenario = runs.get(facts.scenario) ?? { facts, trials: [] };
    runs.set(facts.scenario, scenario);
    scenario.trials.push({ run: { trial, attempt, ...(because === undefined ? {} : { because }), journal, events }, startedAt });
  }
  return evidence.header.scenarios.flatMap(({ id }) => {
    const scenario = runs.get(id);
    if (scenario === undefined) return [];
    const trials = [...scenario.trials].sort((a, b) =>
      a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.run.journal < b.run.journal ? -1 : 1,
    );
    return [{ facts: scenario.facts, trials: trials.map(({ run }) => run) }];
  });
}

function journalsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ndjson'))
    .sort();
}
