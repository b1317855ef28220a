import type { EvidenceFolder } from '../evidence/folder.ts';
import type { ScenarioRun } from '../model/run.ts';
import type { CommandIo } from './command.ts';

/** A run that was killed may have scenarios that no journal tells of: they must not just be absent. */
export function tellMissing(evidence: EvidenceFolder, runs: readonly ScenarioRun[], io: CommandIo): void {
  for (const { id } of evidence.header.scenarios)
    if (!runs.some(({ facts }) => facts.scenario === id))
      io.stderr.write(`drillbook: ${id} is not in the report: the run ended before it left a journal\n`);
}
