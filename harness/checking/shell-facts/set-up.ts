import { titlesAbove } from './around.ts';
import type { Runbook } from '../../model/runbook.ts';

const setUp =
  /\b(?:set-?up|setting up|install\w*|getting started|quick ?-?start|prerequisites?|requirements|bootstrap\w*|first[- ]time|onboarding|provisioning)\b/i;
const trouble = /incident|issues?\b|problem|error|fail|\bdown\b|outage|recover|restor|roll ?back|emergenc|troubleshoot|crash|stuck|broken/i;

/** Whether a line stands below a heading that sets something up: its reader has time, fills in names, and takes what suits the machine. */
export function isSetUp(runbook: Runbook, line: number): boolean {
  const titles = titlesAbove(runbook, line);
  return titles.some(title => setUp.test(title)) && !titles.some(title => trouble.test(title));
}
