import { showPlace } from '../report-place.ts';
import type { Report } from '../report-schema.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { table } from './table.ts';

/** Scenarios that this run says nothing about, with what is to be mended first. */
export function notDrilledSection({ notDrilled = [] }: Report): Html {
  if (notDrilled.length === 0) return nothing;
  const rows = notDrilled.slice(0, most).map(
    ({ file, team, problems }) =>
      html`<tr>
        <th scope="row"><code>${file}</code></th>
        <td><code>${team}</code></td>
        <td>
          ${
            problems.length === 0
              ? 'another file of its team is wrong'
              : problems
                  .slice(0, most)
                  .map(({ location, message }) => html`<p><code class="at">${showPlace(location)}</code> ${message}</p>`)
          }
        </td>
      </tr>`,
  );
  return html`<section aria-labelledby="not-drilled">
    <h2 id="not-drilled">What was not drilled</h2>
    <p>A file of these teams has a problem, so none of their scenarios was drilled. Nothing on this page is about them.</p>
    ${table('Scenarios that were asked for and not drilled', ['Scenario', 'Team', 'Problems'], rows)}
    ${notDrilled.length > most ? html`<p>${notDrilled.length - most} more stand in <code>report.json</code>.</p>` : nothing}
  </section>`;
}

/** A page is no place for more. */
const most = 100;
