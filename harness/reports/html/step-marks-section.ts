import { showPlace } from '../report-place.ts';
import type { ReportScenario } from '../report-schema.ts';
import { markSentence, scoreSentence } from '../step-marks.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { table } from './table.ts';

/** What each acting step is worth: from the trials in which it was left out. */
export function stepMarksSection({ steps }: ReportScenario): Html {
  if (steps === undefined) return nothing;
  return html`<h3>What each acting step is worth</h3>
    <p>${scoreSentence(steps)}. Each was left out once, against this fault and on a fresh copy.</p>
    ${table(
      'Acting steps, each left out once',
      ['Step', 'Without it', 'Why', 'Where'],
      steps.marks.map(
        mark =>
          html`<tr>
            <th scope="row">${mark.step}</th>
            <td>${markSentence(mark)}</td>
            <td>${mark.why}</td>
            <td><code class="at">${showPlace(mark.at)}</code></td>
          </tr>`,
      ),
    )}`;
}
