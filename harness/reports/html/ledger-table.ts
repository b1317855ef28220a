import type { ReportScenario } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { table } from './table.ts';
import { trialTitle } from './trials-table.ts';

const columns = ['acknowledged', 'lost', 'duplicated', 'resurrected', 'indeterminate', 'refused'] as const;

const heads: Readonly<Record<string, string>> = { neverExecuted: 'never executed', executedTwice: 'executed twice' };

/** How the writes fared that were sent all the time. */
export function ledgerTable({ trials }: ReportScenario): Html {
  const counted = trials.filter(({ ledger }) => ledger !== undefined);
  if (counted.length === 0) return html`<p><b>Not measured.</b> No acknowledged writes were counted in this drill.</p>`;
  const jobs = counted.some(({ ledger }) => ledger?.neverExecuted !== undefined);
  const shown = [...columns, ...(jobs ? (['neverExecuted', 'executedTwice'] as const) : [])];
  return table(
    'Writes, per trial',
    ['Trial', ...shown.map(column => heads[column] ?? column)],
    counted.map(
      trial =>
        html`<tr>
          <th scope="row">${trialTitle(trial)}</th>
          ${shown.map(column => html`<td class="number">${trial.ledger?.[column] ?? 0}</td>`)}
        </tr> `,
    ),
  );
}
