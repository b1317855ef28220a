import { hiddenSentence } from '../hidden-state.ts';
import type { ReportScenario } from '../report-schema.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { bullets } from './table.ts';

/** Whether the procedure needs what it does not name: from the trial at another place. */
export function hiddenSection({ hidden }: ReportScenario): Html {
  if (hidden === undefined) return nothing;
  const { differs, unchanged } = hidden;
  return html`<h3>What it needs and does not name</h3>
    <p>It ${hiddenSentence({ ...hidden, unchanged: [] })}.</p>
    ${
      differs.length === 0
        ? nothing
        : html`<p>Absent or otherwise there, for the runbook does not name it:</p>
            ${bullets(differs)}`
    }
    ${
      unchanged.length === 0
        ? nothing
        : html`<p>Not tried, for nobody can tell that all would be found that uses it:</p>
            ${bullets(unchanged.map(({ what, why }) => `${what}: ${why}`))}`
    }`;
}
