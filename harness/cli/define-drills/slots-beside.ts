import type { Slots } from '../../drill/slots.ts';
import { HarnessError } from '../../support/harness-error.ts';

/**
 * What a scenario may have under way where Playwright's other workers drill as well and nobody counts over all of them. As much as it
 * needs; what must be alone can be so with one worker only.
 */
export function slotsBeside(workers: number): Slots {
  return {
    async take(count, signal) {
      if (signal.aborted) throw signal.reason;
      if (count === 'all' && workers > 1)
        throw new HarnessError(
          'not-alone',
          `unexpected ${workers} workers, expected 1: a trial that only late answers speak against is repeated alone`,
          'Run Playwright with `--workers 1`, or drill it with `drillbook drill`.',
        );
      return () => undefined;
    },
  };
}
