import { html, nothing } from '../html/escape.ts';
import type { Html } from '../html/escape.ts';
import { bullets, table } from '../html/table.ts';
import { showPlace } from '../report-place.ts';
import type { Matrix, MatrixCell } from './matrix-schema.ts';
import { nextStepOf } from './next-step.ts';
import { actsUngated, cellWords, notTriedLetter, notTriedWords, wordOf, worthALook } from './words.ts';

type Stack = Matrix['stacks'][number];

/** More details than these make a page that opens too slowly; all stand in `matrix.json`. */
const mostDetails = 2000;

/** One stack's table, its scenarios, and what to look at. */
export function stackSection(stack: Stack): Html {
  const { scenarios, cells, notTried } = stack;
  const cellAt = (procedureOf: number, faultOf: number): Html => {
    const cell = cells.find(one => one.procedureOf === procedureOf && one.faultOf === faultOf);
    if (cell !== undefined) {
      const { letter, badge } = cellWords[cell.result];
      const word = wordOf(cell);
      return html`<td title="${word}">
        <span class="${actsUngated(cell) ? 'quiet' : `badge ${badge}`}">${letter}</span><span class="unseen">${word}</span>
      </td>`;
    }
    const left = notTried.find(one => one.procedureOf === procedureOf && one.faultOf === faultOf);
    const why = left === undefined ? 'not tried' : `not tried: ${notTriedWords[left.why]}`;
    return html`<td title="${why}"><span class="quiet">${notTriedLetter}</span><span class="unseen">${why}</span></td>`;
  };
  const details = worthALook(cells);
  return html`<section class="scenario" aria-label="Stack ${stack.name}">
    <h2>${stack.name}</h2>
    <p class="about">${stack.files.join(', ')}</p>
    ${table(
      'Procedures (rows) against faults (columns); a number is that of a scenario below',
      ['Procedure of', ...scenarios.map(({ number }) => String(number))],
      scenarios.map(
        ({ number, title, id, canStop }) =>
          html`<tr>
            <th scope="row">${number}. ${title === '' ? id : title} ${canStop ? nothing : html`<span class="quiet">no gate</span>`}</th>
            ${scenarios.map(other => cellAt(number, other.number))}
          </tr>`,
      ),
    )}
    ${table(
      'Scenarios',
      ['Number', 'Scenario', 'Runbook', 'Fault'],
      scenarios.map(
        ({ number, file, runbook, faults }) =>
          html`<tr>
            <td class="number">${number}</td>
            <th scope="row"><code>${file}</code></th>
            <td><code>${runbook}</code></td>
            <td>${faults.join('; ')}</td>
          </tr>`,
      ),
    )}
    ${
      details.length === 0
        ? nothing
        : table(
            'Worth a look, the worst first',
            ['Procedure of', 'Fault of', 'Result', 'What was seen'],
            details.slice(0, mostDetails).map(detailRow),
          )
    }
    ${
      details.length === 0
        ? nothing
        : html`<h3>What to do next</h3>
            ${bullets(nextSteps(details))}`
    }
    ${
      details.length > mostDetails
        ? html`<p class="left-out">${details.length - mostDetails} more stand in <code>matrix.json</code>.</p>`
        : nothing
    }
  </section>`;
}

/** Each once, with what it is for. */
function nextSteps(details: readonly MatrixCell[]): readonly string[] {
  const words = new Map<string, Set<string>>();
  for (const cell of details) {
    const next = nextStepOf(cell).replaceAll('`', '');
    const word = `${wordOf(cell)}${cell.reason === undefined ? '' : ` (${cell.reason})`}`;
    if (next !== '') words.set(next, (words.get(next) ?? new Set()).add(word));
  }
  return [...words].map(([next, of]) => `${[...of].join('; ')}: ${next}`);
}

function detailRow(cell: MatrixCell): Html {
  const { badge } = cellWords[cell.result];
  return html`<tr>
    <td class="number">${cell.procedureOf}</td>
    <td class="number">${cell.own ? 'its own' : cell.faultOf}</td>
    <td>
      <span class="${actsUngated(cell) ? 'quiet' : `badge ${badge}`}">${wordOf(cell)}</span
      >${cell.reason === undefined ? nothing : html` <span class="rule">${cell.reason}</span>`}
    </td>
    <td>
      ${cell.sentence} ${cell.at === undefined ? nothing : html`<br /><span class="at">${showPlace(cell.at)}</span>`}
      ${cell.journal === undefined ? nothing : html`<br /><span class="at">${cell.journal}</span>`}
    </td>
  </tr>`;
}
