import type { PlanFacts } from '../../model/event.ts';
import type { ScenarioRun } from '../../model/run.ts';
import { showPlace } from '../report-place.ts';
import type { ReportScenario } from '../report-schema.ts';
import { dataSentence, recoverySentence } from '../sentence.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { trialSection } from './trial-section.ts';
import { verdictBadge } from './verdict-badge.ts';

/** One scenario: the verdict first, then what it rests on, then what it does not tell. */
export function scenarioSection(scenario: ReportScenario, run: ScenarioRun | undefined, index: number): Html {
  const id = `s${index + 1}`;
  const recovery = recoverySentence(scenario);
  return html`<section class="scenario ${scenario.outcome}" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${scenario.title}</h2>
    <p class="verdict">
      ${verdictBadge(scenario)}${scenario.adaptations.length > 0 ? html` <span class="mark">${scenario.adaptations.length} ${scenario.adaptations.length === 1 ? 'adaptation' : 'adaptations'}</span>` : ''}${expectation(scenario)}
    </p>
    <p class="sentence">${scenario.sentence}</p>
    ${scenario.unexpected === '' ? '' : html`<p class="unexpected">${scenario.unexpected}</p>`}
    <dl class="facts">
      ${
        recovery === undefined
          ? ''
          : html`<div>
              <dt>Recovery</dt>
              <dd>${recovery}</dd>
            </div>`
      }
      <div>
        <dt>Data</dt>
        <dd>${dataSentence(scenario)}</dd>
      </div>
      <div>
        <dt>Where</dt>
        <dd><code>${showPlace(scenario.at)}</code></dd>
      </div>
      ${
        scenario.next === ''
          ? ''
          : html`<div>
              <dt>Next</dt>
              <dd>${scenario.next}</dd>
            </div>`
      }
    </dl>
    ${adaptations(scenario)} ${findings(scenario.findings, 'Findings')}
    ${scenario.trials.map((trial, at) => trialSection(trial, run?.trials[at]?.events ?? [], run?.facts, `${id}-t${at + 1}`))}
    <div class="columns">
      ${list('Not measured', scenario.notMeasured)} ${list('Declared differences from production', scenario.differs)}
      ${list('Stand-ins on the bastion', standIns(scenario))}
    </div>
    ${digests(scenario, run?.facts)}
  </section> `;
}

function expectation({ expected, asExpected }: ReportScenario): Html {
  if (expected.is === 'verified') return html``;
  const details = [expected.because, expected.owner, expected.until === undefined ? undefined : `until ${expected.until}`]
    .filter(text => text !== undefined)
    .join(', ');
  return html` <span class="mark"
    >${asExpected ? 'as expected' : `expected ${expected.is}`}${expected.selfTest ? ' (self-test of the harness)' : ''}${details === '' ? '' : `: ${details}`}</span
  >`;
}

function adaptations({ adaptations: all }: ReportScenario): Html {
  if (all.length === 0) return html``;
  return html`<h3>Adaptations</h3>
    <ul>
      ${all.map(({ step, what, why, location }) => html`<li><code>${step}</code> ${what}: ${why} <code class="at">${showPlace(location)}</code></li>`)}
    </ul>`;
}

export function findings(all: ReportScenario['findings'], title: string): Html {
  if (all.length === 0) return html``;
  return html`<h3>${title}</h3>
    <ul class="findings">
      ${all.map(({ rule, message, location, evidence }) => html`<li><span class="rule">${rule}</span> ${message}${location === undefined ? '' : html` <code class="at">${showPlace(location)}</code>`}${evidence.length === 0 ? '' : html` <span class="quiet">journal ${evidence.slice(0, 6).join(', ')}${evidence.length > 6 ? ' …' : ''}</span>`}</li>`)}
    </ul>`;
}

function list(title: string, entries: readonly string[]): Html {
  return entries.length === 0
    ? html``
    : html`<div>
        <h3>${title}</h3>
        <ul>
          ${entries.map(entry => html`<li>${entry}</li>`)}
        </ul>
      </div>`;
}

function standIns({ trials }: ReportScenario): readonly string[] {
  return [...new Set(trials.flatMap(trial => trial.standIns))].sort();
}

function digests(scenario: ReportScenario, facts: PlanFacts | undefined): Html {
  const rows = Object.entries(scenario.digests).sort(([a], [b]) => (a < b ? -1 : 1));
  return html`<details>
    <summary>What was drilled</summary>
    <table class="plain">
      <tbody>
        <tr>
          <th scope="row">scenario</th>
          <td><code>${scenario.file}</code></td>
        </tr>
        <tr>
          <th scope="row">runbook</th>
          <td><code>${scenario.runbook}</code></td>
        </tr>
        ${rows.map(
          ([name, digest]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td><code class="digest">${digest}</code></td>
            </tr>`,
        )}${
          facts === undefined
            ? ''
            : html`<tr>
                <th scope="row">budget</th>
                <td>
                  symptom ${facts.budget.symptomMs / 1000} s, recovery ${facts.budget.recoveryMs / 1000} s, a round every
                  ${facts.probeEveryMs} ms
                </td>
              </tr>`
        }
      </tbody>
    </table>
  </details>`;
}
