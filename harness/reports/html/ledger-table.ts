import type { ReportScenario } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { table } from './table.ts';
import { trialTitle } from './trials-table.ts';

const columns = ['acknowledged', 'lost', 'duplicated', 'resurrected', 'indeterminate', 'refused'] as const;

/** How the writes fared that were sent all the time. */
export function ledgerTable({ trials }: ReportScenario): Html {
  const counted = trials.filter(({ ledger }) => ledger !== undefined);
  if (counted.length === 0) return html`<p><b>Not measured.</b> No acknowledged writes were counted in this drill.</p>`;
  return table(
    'Writes, per trial',
    ['Trial', ...columns],
    counted.map(
      trial =>
        html`<tr>
          <th scope="row">${trialTitle(trial)}</th>
          ${columns.map(column => html`<td class="number">${trial.ledger?.[column] ?? 0}</td>`)}
        </tr> `,
    ),
  );
}
