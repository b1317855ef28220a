import type { ScenarioRun } from '../model/run.ts';
import { html, raw } from './html/escape.ts';
import type { Html } from './html/escape.ts';
import { scenarioSection } from './html/scenario-section.ts';
import { style } from './html/style.ts';
import { verdictBadge } from './html/verdict-badge.ts';
import type { Report } from './report-schema.ts';
import { recoverySentence } from './sentence.ts';

/**
 * The report as one file: no script, nothing from elsewhere, readable on paper and in the dark. A pure function of the journals,
 * so that the same evidence gives the same bytes. Everything that a runbook printed is escaped and made visible.
 */
export function reportHtml(report: Report, runs: readonly ScenarioRun[]): string {
  const { totals } = report;
  const day = report.startedAt.slice(0, 16).replace('T', ' ');
  const counts = (
    [
      ['verified', totals.verified],
      ['refuted', totals.refuted],
      ['inconclusive', totals.inconclusive],
    ] as const
  ).map(([outcome, count]) => html`<li class="${outcome}"><b>${count}</b> ${outcome}</li>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="color-scheme" content="light dark" />
        <title>Drill report, ${day} UTC</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          <p class="kicker">drillbook ${report.drillbook}</p>
          <h1>Drill report</h1>
          <p class="about">${day} UTC · ${report.machine} · rules ${report.rules}</p>
          <ul class="counts">
            ${counts}${totals.expectedOtherwise > 0 ? html`<li class="expected"><b>${totals.expectedOtherwise}</b> not verified, as expected</li>` : ''}${totals.unexpected > 0 ? html`<li class="unexpected"><b>${totals.unexpected}</b> unexpected</li>` : ''}
          </ul>
        </header>
        <main>
          ${report.scenarios.length > 1 ? overview(report) : ''}
          ${report.scenarios.map((scenario, index) => scenarioSection(scenario, runs[index], index))}
          ${report.scenarios.length === 0 ? html`<p>Nothing was drilled.</p>` : ''}
        </main>
        <footer>
          <h2>How to read this</h2>
          <p>
            Each trial ran on a fresh throw-away copy of the system. <em>Verified</em>: followed as written, the procedure restored service
            (or reached its goal) within its limits, and without it the system stayed down for longer than that. <em>Refuted</em>: a trial
            that counts showed otherwise. <em>Inconclusive</em>: something kept the drill from telling; it is never a pass.
          </p>
          <p>
            A round asks all probes once; three in a row decide. Recovery time runs from the first red round of the symptom to the first
            green round of the final green run, at machine pace: nobody's reading, deciding or handing over is in it.
          </p>
          <p>
            This page is computed from the journals beside it. It does not check its own integrity, and it tells of the copy that was
            drilled, not of production.
          </p>
        </footer>
      </body>
    </html> `.text;
}

function overview({ scenarios }: Report): Html {
  return html`<section class="overview">
    <h2>Scenarios</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Scenarios">
      <table>
        <thead>
          <tr>
            <th scope="col">Scenario</th>
            <th scope="col">Verdict</th>
            <th scope="col">Recovery</th>
            <th scope="col">What was seen</th>
          </tr>
        </thead>
        <tbody>
          ${scenarios.map(
            (scenario, index) =>
              html`<tr>
                <td><a href="#s${index + 1}">${scenario.title}</a></td>
                <td>${verdictBadge(scenario)}</td>
                <td>${recoverySentence(scenario)?.replace(/ \(machine pace[^)]*\)/, '') ?? '–'}</td>
                <td>${scenario.sentence}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
