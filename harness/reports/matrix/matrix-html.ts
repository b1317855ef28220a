import { html, nothing } from '../html/escape.ts';
import type { Html } from '../html/escape.ts';
import { showTime } from '../html/run-line.ts';
import { shell } from '../html/shell.ts';
import { bullets } from '../html/table.ts';
import { showDuration } from '../../support/duration.ts';
import { matrixHeadline } from './matrix-headline.ts';
import type { Matrix } from './matrix-schema.ts';
import { stackSection } from './stack-section.ts';
import { asSentence, cellWords, countsOf, leftOutLines, notTriedLetter, notTriedSentence, remarks, verifiesNothing } from './words.ts';

/** The matrix as one file. The same document gives the same bytes. */
export function matrixHtml(matrix: Matrix): string {
  return shell({
    title: `Matrix of runbooks and faults, ${showTime(matrix.startedAt)} UTC`,
    heading: 'Runbooks against faults',
    drillbook: matrix.drillbook,
    about: about(matrix),
    glance: hero(matrix),
    rest: [...matrix.stacks.map(stackSection), leftOut(matrix), words()],
    footer: html`<p>
      Computed by drillbook ${matrix.drillbook} with rules ${matrix.rules} from the journals beside this page; every result with the digest
      of its journal stands in <code>matrix.json</code>. All times are UTC.
    </p>`,
  });
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
    ${notTried === undefined ? nothing : html`<p>${asSentence(notTried)}</p>`}
    ${remarks(matrix).map(remark => html`<p>${asSentence(remark)}</p>`)}
    <ul class="counts">
      ${countsOf(matrix).map(({ result, text: count }) => html`<li class="${cellWords[result].badge}">${count}</li>`)}
    </ul>
  </div>`;
}

function leftOut(matrix: Matrix): Html {
  if (matrix.leftOut.length === 0) return nothing;
  return html`<section aria-labelledby="left-out">
    <h2 id="left-out">Scenarios that are left out</h2>
    ${bullets(leftOutLines(matrix).map(asSentence))}
  </section>`;
}

function words(): Html {
  return html`<section aria-labelledby="words">
    <h2 id="words">How to read this</h2>
    <dl class="words">
      ${Object.values(cellWords).map(
        ({ letter, word, meaning }) =>
          html`<dt>${letter} ${word}</dt>
            <dd>${meaning.replaceAll('`', '')}</dd>`,
      )}
      <dt>no gate</dt>
      <dd>
        Before the first step that acts none says what must be seen (<code>expect</code>, <code>exit</code>, an output fence), and nobody
        reads here what it prints: that such a procedure acts on every fault is neither right nor wrong.
      </dd>
      <dt>${notTriedLetter} not tried</dt>
      <dd>
        Without <code>--all</code> a procedure is tried against near misses alone: faults that hit the same service as its own, or whose
        symptom makes the same probes red.
      </dd>
    </dl>
  </section>`;
}
