import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStack } from '../../engines/engine.ts';
import type { InjectedFault } from '../../faults/fault.ts';
import type { PlannedFault } from '../../planning/plan.ts';
import { pickerFor } from '../picker.ts';
import type { Trial } from '../trial.ts';
import { writeUndoRecord } from '../undo-record.ts';
import { within } from '../within.ts';

const undoLimitMs = 15_000;

/** A fault that is in, with the name that events give it. */
export interface ActiveFault {
  readonly planned: PlannedFault;
  readonly name: string;
  readonly injected: InjectedFault;
}

/** Puts the faults in, in order. The undo record is on disk before the first; the undo is registered before the deed is reported. */
export async function inject(trial: Trial, stack: RunningStack): Promise<readonly ActiveFault[]> {
  const active: ActiveFault[] = [];
  trial.undo.push('the undo record', writeUndoRecord(trial, stack));
  const pick = pickerFor(`${trial.options.genesis} ${trial.options.trial} ${trial.options.attempt ?? 1}`);
  for (const planned of trial.plan.faults) {
    const { fault, spec } = planned;
    if (spec.afterMs > 0) await sleep(spec.afterMs, undefined, { signal: trial.signal });
    trial.endIfVoid();
    const injected = await fault.inject(spec.settings, { stack, signal: trial.signal, pick });
    trial.undo.push(`fault ${spec.name}`, () => within(injected.undo(), undoLimitMs, 'its undo'));
    active.push({ planned, name: spec.name, injected });
    trial.record({
      type: 'fault.injected',
      fault: spec.name,
      kind: spec.kind,
      summary: fault.summarize(spec.settings),
      persistence: fault.persistenceOf?.(spec.settings) ?? fault.persistence,
      location: spec.location,
    });
  }
  return active;
}
