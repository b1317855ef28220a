import { html, nothing, raw } from '../html/escape.ts';
import type { Html } from '../html/escape.ts';
import { showTime } from '../html/run-line.ts';
import { style } from '../html/style.ts';
import { bullets, table } from '../html/table.ts';
import { showPlace } from '../report-place.ts';
import { showDuration } from '../../support/duration.ts';
import { matrixHeadline } from './matrix-headline.ts';
import type { Matrix, MatrixCell } from './matrix-schema.ts';
import { nextStepOf } from './next-step.ts';
import {
  cellWords,
  countsOf,
  leftOutLines,
  notTriedLetter,
  notTriedSentence,
  notTriedWords,
  remarks,
  verifiesNothing,
  worthALook,
} from './words.ts';

type Stack = Matrix['stacks'][number];

/** More details than these make a page that opens too slowly; all stand in `matrix.json`. */
const mostDetails = 2000;

/** The matrix as one file: no script, nothing from elsewhere, readable on paper and in the dark. The same document gives the same bytes. */
export function matrixHtml(matrix: Matrix): string {
  const title = `Matrix of runbooks and faults, ${showTime(matrix.startedAt)} UTC`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the results</a>
        <header>
          <p class="kicker">drillbook ${matrix.drillbook}</p>
          <h1>Runbooks against faults</h1>
          ${about(matrix)}
        </header>
        <main id="main">
          <section aria-labelledby="glance">
            <h2 id="glance" class="unseen">At a glance</h2>
            ${hero(matrix)}
          </section>
          ${matrix.stacks.map(stackSection)} ${leftOut(matrix)} ${words()}
        </main>
        <footer>
          <p>
            Computed by drillbook ${matrix.drillbook} with rules ${matrix.rules} from the journals beside this page; every result with the
            digest of its journal stands in <code>matrix.json</code>. All times are UTC.
          </p>
        </footer>
      </body>
    </html> `.text;
}

function about({ startedAt, endedAt, engine, machine, source, matrix, all, interrupted }: Matrix): Html {
  const parts = [
    `${showTime(startedAt)} UTC, ${showDuration(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)))}`,
    `engine ${engine}`,
    machine,
    ...(source === undefined ? [] : [`commit ${source.commit.slice(0, 12)}${source.dirty ? ' with changes' : ''}`]),
    all ? 'all combinations' : 'near misses',
    ...(interrupted ? ['interrupted'] : []),
    `matrix ${matrix}`,
  ];
  return html`<p class="about">${parts.join(' · ')}</p>`;
}

function hero(matrix: Matrix): Html {
  const { text, tone } = matrixHeadline(matrix);
  const notTried = notTriedSentence(matrix);
  return html`<div class="hero ${tone}">
    <p class="headline">${text}</p>
    <p>${verifiesNothing.replaceAll('`', '')}</p>
    ${notTried === undefined ? nothing : html`<p>${sentence(notTried)}</p>`}
    ${remarks(matrix).map(remark => html`<p>${sentence(remark)}</p>`)}
    <ul class="counts">
      ${countsOf(matrix).map(({ result, text: count }) => html`<li class="${cellWords[result].badge}">${count}</li>`)}
    </ul>
  </div>`;
}

/** Without the marks of code, which only a terminal needs. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll('`', '')}.`;
}

function stackSection(stack: Stack): Html {
  const { scenarios, cells, notTried } = stack;
  const cellAt = (procedureOf: number, faultOf: number): Html => {
    const cell = cells.find(one => one.procedureOf === procedureOf && one.faultOf === faultOf);
    if (cell !== undefined) {
      const { letter, word, badge } = cellWords[cell.result];
      return html`<td title="${word}"><span class="badge ${badge}">${letter}</span><span class="unseen">${word}</span></td>`;
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
        ({ number, title, id }) =>
          html`<tr>
            <th scope="row">${number}. ${title === '' ? id : title}</th>
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
  const lines = details.map(cell => {
    const next = nextStepOf(cell).replaceAll('`', '');
    return next === '' ? '' : `${cellWords[cell.result].word}${cell.reason === undefined ? '' : ` (${cell.reason})`}: ${next}`;
  });
  return [...new Set(lines)].filter(line => line !== '');
}

function detailRow(cell: MatrixCell): Html {
  const { word, badge } = cellWords[cell.result];
  return html`<tr>
    <td class="number">${cell.procedureOf}</td>
    <td class="number">${cell.own ? 'its own' : cell.faultOf}</td>
    <td>
      <span class="badge ${badge}">${word}</span>${cell.reason === undefined ? nothing : html` <span class="rule">${cell.reason}</span>`}
    </td>
    <td>
      ${cell.sentence} ${cell.at === undefined ? nothing : html`<br /><span class="at">${showPlace(cell.at)}</span>`}
      ${cell.journal === undefined ? nothing : html`<br /><span class="at">${cell.journal}</span>`}
    </td>
  </tr>`;
}

function leftOut(matrix: Matrix): Html {
  if (matrix.leftOut.length === 0) return nothing;
  return html`<section aria-labelledby="left-out">
    <h2 id="left-out">Scenarios that are left out</h2>
    ${bullets(leftOutLines(matrix).map(sentence))}
  </section>`;
}

function words(): Html {
  return html`<section aria-labelledby="words">
    <h2 id="words">How to read this</h2>
    <dl class="words">
      ${Object.values(cellWords).map(
        ({ letter, word, meaning }) =>
          html`<dt>${letter} ${word}</dt>
            <dd>${meaning}</dd>`,
      )}
      <dt>${notTriedLetter} not tried</dt>
      <dd>
        Without <code>--all</code> a procedure is tried against near misses alone: faults that hit the same service as its own, or whose
        symptom makes the same probes red.
      </dd>
    </dl>
  </section>`;
}
