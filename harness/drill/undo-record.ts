import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningStack } from '../engines/engine.ts';
import type { Trial } from './trial.ts';

/**
 * Puts on disk what is about to be harmed and by whom, so that what a killed harness leaves can be told from a
 * system's own trouble. Returns what takes it away again.
 */
export function writeUndoRecord(trial: Trial, stack: RunningStack): () => void {
  const file = join(trial.options.evidence, trial.options.journal.replace(/\.ndjson$/, '.undo.json'));
  const record = {
    scenario: trial.plan.facts.scenario,
    trial: trial.options.trial,
    engine: stack.engine,
    harness: process.pid,
    faults: trial.plan.faults.map(({ fault, spec }) => ({
      name: spec.name,
      kind: spec.kind,
      settings: spec.settings,
      target: fault.target(spec.settings),
    })),
  };
  const descriptor = openSync(file, 'w', 0o644);
  writeSync(descriptor, `${JSON.stringify(trial.redaction.value(record), null, 2)}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  return () => rmSync(file, { force: true });
}
