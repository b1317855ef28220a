import type { ReportTrial } from '../report-schema.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { bullets, table } from './table.ts';

/** What following the procedure changed on a healthy system, and what of the system changes anyway. */
export function effectsSection({ effects }: ReportTrial): Html {
  if (effects === undefined) return nothing;
  const { changes, more, restless, unseen } = effects;
  return html`<h5>What it changed</h5>
    ${
      changes.length === 0
        ? html`<p>Nothing of what was looked at: restarts, files, schema, rows, sessions, configuration.</p>`
        : table(
            'What is otherwise after the procedure',
            ['Aspect', 'What', 'Before', 'After'],
            changes.map(
              ({ aspect, thing, before, after }) =>
                html`<tr>
                  <td>${aspect}</td>
                  <th scope="row"><code>${thing}</code></th>
                  <td>${shorten(before ?? 'not there')}</td>
                  <td>${shorten(after ?? 'gone')}</td>
                </tr>`,
            ),
          )
    }
    ${more === 0 ? nothing : html`<p>… and ${more} more, see the journal.</p>`}
    ${restless.length === 0 ? nothing : html`<p class="quiet">Changes also when nobody does anything, and was left out: ${restless.slice(0, 20).join(', ')}${restless.length > 20 ? ` and ${restless.length - 20} more` : ''}.</p>`}
    ${unseen.length === 0 ? nothing : bullets(unseen.map(({ aspect, what, why }) => `not looked at: ${aspect} of ${what}: ${why}`))}`;
}

function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)} …`;
}
