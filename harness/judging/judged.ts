import type { Location } from '../model/location.ts';
import type { Reason } from '../model/verdict.ts';

/** What a rule found: the reason, what was seen, and where in the runbook or scenario. */
export interface Judged {
  readonly reason: Reason;
  /** One clause of detail for the sentence. */
  readonly detail: string;
  readonly at?: Location;
}
