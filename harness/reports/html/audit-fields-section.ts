import { auditFields } from '../audit-fields.ts';
import type { Report } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { notProvided, table } from './table.ts';

/** What auditors ask for, in their order: given, or said to be missing. */
export function auditFieldsSection(report: Report): Html {
  const fields = auditFields(report);
  const missing = fields.filter(({ value }) => value === undefined).length;
  return html`<section aria-labelledby="audit-fields">
    <h2 id="audit-fields">Audit fields</h2>
    <p>
      What standards for such tests ask for. ${fields.length - missing} of ${fields.length} are given here; what nobody provided is said to
      be missing.
    </p>
    <details>
      <summary>All ${fields.length} fields</summary>
      ${table(
        'Audit fields',
        ['Part', 'Field', 'Given'],
        fields.map(
          ({ group, field, value }, index) =>
            html`<tr>
              <td class="quiet">${fields[index - 1]?.group === group ? '' : group}</td>
              <th scope="row">${field}</th>
              <td>${value ?? notProvided}</td>
            </tr> `,
        ),
      )}
    </details>
  </section>`;
}
