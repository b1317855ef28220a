import type { WriteOutcome } from '../model/event.ts';
import type { Answer } from '../model/operation.ts';

/** SQLSTATEs after which nobody knows whether the commit happened: connection trouble, unknown completion, shutdown, internal errors. */
const doubtfulSqlState = /^(08...|40003|57P0.|58...|XX...) /;
/** Statuses that a proxy or a framework gives although the write may have been carried out. */
const doubtfulStatus: ReadonlySet<number> = new Set([408, 499]);

/**
 * What an answer says about a write. Only a 2xx, a commit, a status 0 or a plain answer within the write's own time limit is
 * an acknowledgement; only an error that excludes the effect is a refusal; everything else is indeterminate.
 */
export function writeOutcome(kind: string, answer: Answer, withinMs: number): WriteOutcome {
  if (!answer.answered) return 'indeterminate';
  if (answer.status !== undefined) {
    if (answer.status >= 200 && answer.status < 300 && answer.error === undefined)
      return answer.durationMs <= withinMs ? 'acknowledged' : 'indeterminate';
    return answer.status >= 400 && answer.status < 500 && !doubtfulStatus.has(answer.status) ? 'refused' : 'indeterminate';
  }
  if (answer.exit !== undefined) return answer.exit === 0 && answer.durationMs <= withinMs ? 'acknowledged' : 'indeterminate';
  if (answer.error !== undefined) {
    // A database that answers with an error has rolled the statement back, unless the error is about the connection itself.
    const certain = (kind === 'sql' && /^[0-9A-Z]{5} /.test(answer.error) && !doubtfulSqlState.test(answer.error)) || kind === 'redis';
    return certain ? 'refused' : 'indeterminate';
  }
  return answer.durationMs <= withinMs ? 'acknowledged' : 'indeterminate';
}
