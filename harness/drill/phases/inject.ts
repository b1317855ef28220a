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

/** Puts faults in, one at a time. */
export type Injector = (planned: PlannedFault) => Promise<ActiveFault>;

/** What faults a trial has are injected by. The undo record is on disk before the first; each undo is registered before its deed is reported. */
export function injectorOf(trial: Trial, stack: RunningStack): Injector {
  let first = true;
  const pick = pickerFor(`${trial.options.genesis} ${trial.options.trial} ${trial.options.attempt ?? 1}`);
  return async planned => {
    const { fault, spec } = planned;
    if (first) trial.undo.push('the undo record', writeUndoRecord(trial, stack));
    first = false;
    const injected = await fault.inject(spec.settings, { stack, signal: trial.signal, pick });
    trial.undo.push(`fault ${spec.name}`, () => within(injected.undo(), undoLimitMs, 'its undo'));
    trial.record({
      type: 'fault.injected',
      fault: spec.name,
      kind: spec.kind,
      summary: fault.summarize(spec.settings),
      persistence: fault.persistenceOf?.(spec.settings) ?? fault.persistence,
      location: spec.location,
    });
    return { planned, name: spec.name, injected };
  };
}

/** Puts in, in order, what comes before the procedure. */
export async function inject(trial: Trial, injector: Injector): Promise<readonly ActiveFault[]> {
  const active: ActiveFault[] = [];
  for (const planned of trial.plan.faults) {
    const { afterMs, during } = planned.spec;
    if (during !== undefined) continue;
    if (afterMs > 0) await sleep(afterMs, undefined, { signal: trial.signal });
    trial.endIfVoid();
    active.push(await injector(planned));
  }
  return active;
}
