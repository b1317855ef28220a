import type { Location } from '../model/location.ts';
import type { CellReason } from '../model/matrix.ts';
import type { TrialRecord } from './trial-record.ts';
import { amiss } from './weigh.ts';

/** Why nobody can tell. */
export interface StopDoubt {
  readonly reason: CellReason;
  readonly sentence: string;
  /** Nothing else is in doubt: the same with what its own scenario prepares will tell. */
  readonly lacksPreparation?: true;
}

/**
 * A procedure has stopped at a step that looks. That it is the other fault which stopped it is only true where it goes on behind that
 * step with its own one, and lacks nothing else: undefined then.
 */
export function otherwiseStopped(record: TrialRecord, step: string, home: TrialRecord | undefined): StopDoubt | undefined {
  const unclear = (why: string): StopDoubt => ({ reason: 'stop-unclear', sentence: `stopped at step ${step}, and ${why}` });
  if (home === undefined) return unclear('nobody knows whether it does so with its own fault as well');
  if (home.all('procedure.stopped').some(one => one.step === step))
    return { reason: 'stops-always', sentence: `stopped at step ${step}, at which it stops with its own fault as well` };
  const unseen = amiss(home);
  if (unseen !== undefined)
    return unclear(`its trial with its own fault, which would tell whether it always does, came to nothing (${unseen})`);
  if (!home.all('step.ended').some(ended => ended.step === step && ended.held))
    return unclear('with its own fault it never came to that step');
  const here = new Set(record.all('prepared').map(({ location }) => placeKey(location)));
  return home.all('prepared').every(({ location }) => here.has(placeKey(location)))
    ? undefined
    : {
        ...unclear('what its own scenario prepares is not there with this fault: it may have stopped for want of that'),
        lacksPreparation: true,
      };
}

function placeKey(at: Location | undefined): string {
  return at === undefined ? '' : `${at.file}:${at.line}:${at.column}`;
}
