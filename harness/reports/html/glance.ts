import { showDuration } from '../../support/duration.ts';
import { headline } from '../headline.ts';
import type { Report, ReportScenario } from '../report-schema.ts';
import { recoverySentence, wholeSentence } from '../sentence.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { table } from './table.ts';
import { verdictBadge } from './verdict-badge.ts';

const signs = { good: '✓', bad: '✗', unsure: '?', neutral: '–' } as const;

/** The verdict in one line, for somebody who has never seen a report like this. */
export function hero(report: Report): Html {
  const { tone, text, more } = headline(report);
  const [only] = report.scenarios;
  const about = report.scenarios.length === 1 && only !== undefined ? html`<p>${only.title}. ${wholeSentence(only)}</p>` : nothing;
  return html`<div class="hero ${tone}">
    <p class="headline"><span class="sign" aria-hidden="true">${signs[tone]}</span> ${text}</p>
    ${about}${more.length === 0 ? nothing : html`<p>${more.join(' ')}</p>`} ${counts(report)}
  </div>`;
}

function counts({ totals }: Report): Html {
  const all = [
    ['verified', '✓', totals.verified, 'verified'],
    ['refuted', '✗', totals.refuted, 'refuted'],
    ['inconclusive', '?', totals.inconclusive, 'inconclusive'],
    ['expected', '–', totals.expectedOtherwise, 'not verified, as expected'],
    ['unexpected', '!', totals.unexpected, 'unexpected'],
  ] as const;
  return html`<ul class="counts" aria-label="Outcomes">
    ${all
      .filter(([kind, , count]) => count > 0 || kind === 'verified' || kind === 'refuted' || kind === 'inconclusive')
      .map(
        ([kind, sign, count, words]) =>
          html`<li class="${kind}${count === 0 ? ' none' : ''}"><span aria-hidden="true">${sign}</span> <b>${count}</b> ${words}</li>`,
      )}
  </ul>`;
}

/** One row per scenario, in the order of `rows`. */
export function overview(rows: readonly Html[]): Html {
  return table('Scenarios, worst first', ['Scenario', 'Verdict', 'Recovery', 'Target', 'What was seen'], rows, 'overview');
}

/** A scenario's row; `linked` where its details are on this page. */
export function overviewRow(scenario: ReportScenario, index: number, linked: boolean): Html {
  const { title, sentence, rtoMs, expected, asExpected, adaptations } = scenario;
  const recovery = recoverySentence({ ...scenario, rtoMs: undefined })?.replace(/ \(machine pace[^)]*\)/, '') ?? '–';
  const marks = [
    asExpected ? (expected.is === 'verified' ? '' : 'as expected') : 'unexpected',
    adaptations.length === 0 ? '' : `${adaptations.length} adapted`,
  ].filter(text => text !== '');
  return html`<tr>
    <th scope="row">${linked ? html`<a href="#s${index + 1}">${cut(title)}</a>` : cut(title)}</th>
    <td>${verdictBadge(scenario)}${marks.length === 0 ? nothing : html` <span class="mark">${marks.join(', ')}</span>`}</td>
    <td>${recovery}</td>
    <td>${rtoMs === undefined ? '–' : showDuration(rtoMs)}</td>
    <td>${cut(sentence)}</td>
  </tr>`;
}

/** A line of a table is no place for a page of text; the section has it all. */
function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
