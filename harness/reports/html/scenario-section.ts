import { showDuration } from '../../support/duration.ts';
import type { ScenarioRun } from '../../model/run.ts';
import { showPlace } from '../report-place.ts';
import type { Report, ReportScenario } from '../report-schema.ts';
import { dataSentence, recoverySentence, wholeSentence } from '../sentence.ts';
import { moreAbout } from '../more-about.ts';
import { drilled, whyDrilled } from './drilled.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { hiddenSection } from './hidden-section.ts';
import { ledgerTable } from './ledger-table.ts';
import { stepMarksSection } from './step-marks-section.ts';
import { bullets } from './table.ts';
import { trialSection } from './trial-section.ts';
import { trialsTable } from './trials-table.ts';
import { verdictBadge } from './verdict-badge.ts';

/** One scenario: the verdict first, then what it rests on, then what it does not tell. */
export function scenarioSection(report: Report, index: number, run: ScenarioRun | undefined, withOutput: boolean): Html {
  const scenario = report.scenarios[index];
  if (scenario === undefined) return nothing;
  const id = `s${index + 1}`;
  return html`<section class="scenario ${scenario.outcome}" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${scenario.title}</h2>
    <p class="verdict">
      ${verdictBadge(scenario)}${scenario.adaptations.length > 0 ? html` <span class="mark">${scenario.adaptations.length} ${scenario.adaptations.length === 1 ? 'adaptation' : 'adaptations'}</span>` : ''}${expectation(scenario)}
    </p>
    <p class="sentence">${wholeSentence(scenario)}</p>
    ${scenario.unexpected === '' ? nothing : html`<p class="unexpected">${scenario.unexpected}</p>`} ${facts(scenario)}
    ${adaptations(scenario)} ${findings(scenario.findings, 'Findings')} ${stepMarksSection(scenario)} ${hiddenSection(scenario)}
    <h3>Trials</h3>
    ${trialsTable(scenario)}
    ${scenario.trials.map((trial, at) =>
      trialSection(trial, run?.trials[at]?.events ?? [], { facts: run?.facts, id: `${id}-t${at + 1}`, rtoMs: scenario.rtoMs, withOutput }),
    )}
    <h3>Data</h3>
    ${ledgerTable(scenario)}
    <h3>Deviations</h3>
    ${deviations(scenario)}
    <h3>What was not exercised</h3>
    ${
      scenario.notExercised.length === 0
        ? html`<p>Nothing of what was followed was left out, and every probe noticed the fault.</p>`
        : bullets(
            scenario.notExercised.map(({ what, at }) => (at === undefined ? what : html`${what} <code class="at">${showPlace(at)}</code>`)),
          )
    }
    <h3>What this drill does not show</h3>
    ${bullets([...scenario.notMeasured.map(text => `not measured: ${text}`), ...scenario.differs.map(text => `differs from production: ${text}`)])}
    <h3>What was drilled</h3>
    ${whyDrilled(scenario)} ${drilled(report, scenario, run?.facts)}
  </section> `;
}

function facts(scenario: ReportScenario): Html {
  const rows = [
    ['Recovery', recoverySentence(scenario)],
    ['People', people(scenario)],
    ['Data', dataSentence(scenario)],
    ['System', system(scenario)],
    ['Where', html`<code>${showPlace(scenario.at)}</code>`],
    ['Next', scenario.next === '' ? undefined : html`${scenario.next} More: <code>${moreAbout(scenario)}</code>`],
  ] as const;
  return html`<dl class="facts">
    ${rows.flatMap(([name, value]) =>
      value === undefined
        ? []
        : [
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
          ],
    )}
  </dl>`;
}

/** What was declared of people stands beside the machine's part, never in it. */
function people({ people: declared, recoveryMs, withReader }: ReportScenario): string | undefined {
  // Who sat at the gate is in the time already; what was declared of others must not be added to it.
  if (withReader === true)
    return recoveryMs === undefined ? undefined : 'in this time: those at the gate; nobody else, no page and no handing over';
  if (declared === undefined) return recoveryMs === undefined ? undefined : 'not in this time: machine part only, nobody declared theirs';
  const { pageMs, stepMs, totalMs } = declared;
  const sum = recoveryMs === undefined ? '' : `; together about ${showDuration(recoveryMs.upper + totalMs)}`;
  return `about ${showDuration(totalMs)} more, declared and not measured: ${showDuration(pageMs)} until somebody reads, ${showDuration(stepMs)} per step, and what steps say they take${sum}`;
}

/** Engine, versions, stand-ins: what the verdict is true of. */
function system({ trials, differs }: ReportScenario): string | undefined {
  const distinct = (values: readonly string[]): readonly string[] => [...new Set(values.filter(value => value !== ''))];
  const standIns = distinct(trials.flatMap(trial => trial.standIns)).toSorted();
  const parts = [
    ...distinct(trials.map(({ engine }) => engine)).map(engine => `engine ${engine}`),
    ...distinct(trials.flatMap(({ services }) => services.map(({ name, runs }) => `${name}: ${runs}`))),
    ...(standIns.length === 0 ? [] : [`stand-ins for ${standIns.join(', ')}`]),
    ...(differs.length === 0 ? [] : [`${differs.length} declared ${differs.length === 1 ? 'difference' : 'differences'} from production`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}

function expectation({ expected, asExpected }: ReportScenario): Html {
  if (expected.is === 'verified') return nothing;
  const details = [expected.because, expected.owner, expected.until === undefined ? undefined : `until ${expected.until}`]
    .filter(text => text !== undefined)
    .join(', ');
  return html` <span class="mark"
    >${asExpected ? 'as expected' : `expected ${expected.is}`}${expected.selfTest ? ' (self-test of the harness)' : ''}${details === '' ? '' : `: ${details}`}</span
  >`;
}

function adaptations({ adaptations: all }: ReportScenario): Html {
  if (all.length === 0) return nothing;
  return html`<h3>Adaptations</h3>
    <ul>
      ${all.map(({ step, what, why, location }) => html`<li><code>${step}</code> ${what}: ${why} <code class="at">${showPlace(location)}</code></li>`)}
    </ul>`;
}

function deviations({ trials, adaptations: adapted }: ReportScenario): Html {
  const all = [...new Set(trials.flatMap(({ trial, deviations: own }) => own.map(text => `${trial}: ${text}`)))];
  if (all.length > 0) return bullets(all);
  return html`<p>${adapted.length === 0 ? 'None: it was followed as written.' : 'None beside the adaptations above.'}</p>`;
}

function findings(all: ReportScenario['findings'], title: string): Html {
  if (all.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <ul class="findings">
      ${all.map(({ rule, message, location, evidence }) => html`<li><span class="rule">${rule}</span> ${message}${location === undefined ? '' : html` <code class="at">${showPlace(location)}</code>`}${evidence.length === 0 ? '' : html` <span class="quiet">journal ${evidence.slice(0, 6).join(', ')}${evidence.length > 6 ? ' …' : ''}</span>`}</li>`)}
    </ul>`;
}
