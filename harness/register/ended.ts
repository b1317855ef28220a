import type { RunRecord } from './record.ts';

/** No drill lasts as long: whoever opened it and said nothing since was cut off. */
const longestMs = 86_400_000;

/** How a run stands: `open` may still be under way somewhere; `aborted` said so, or has been silent for more than a day. */
export function standing({ state, openedAt }: Pick<RunRecord, 'state' | 'openedAt'>, now: Date): RunRecord['state'] {
  return state === 'open' && now.getTime() - Date.parse(openedAt) > longestMs ? 'aborted' : state;
}
