import type { ReportScenario } from '../report-schema.ts';
import { symbols } from '../sentence.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';

/** Outcome and reason: a sign, a word and a colour, so that none of them is needed alone. */
export function verdictBadge({ outcome, reason }: { readonly outcome: ReportScenario['outcome']; readonly reason: string }): Html {
  return html`<span class="badge ${outcome}"
    ><span aria-hidden="true">${symbols[outcome]}</span> ${outcome}${outcome === 'verified' ? '' : html`: ${reason}`}</span
  >`;
}
