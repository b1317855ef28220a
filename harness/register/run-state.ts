import type { RunRecord } from './record.ts';

/** A run that has not come to its end after this is taken for one that never will. */
export const givenUpAfterMs = 24 * 60 * 60 * 1000;

/** How a run stands for whoever looks at `now` (RFC 3339): a crash leaves it open, and nobody is there to write that down. */
export function stateOf({ state, openedAt }: Pick<RunRecord, 'state' | 'openedAt'>, now: string): RunRecord['state'] {
  return state === 'open' && Date.parse(now) - Date.parse(openedAt) > givenUpAfterMs ? 'aborted' : state;
}
