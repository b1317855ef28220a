import { showDuration } from '../../support/duration.ts';
import type { PlanFacts } from '../../model/event.ts';
import { showPlace } from '../report-place.ts';
import type { Report, ReportScenario } from '../report-schema.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { bullets, notProvided, pairs, table } from './table.ts';

/** Why it was drilled: in the team's words, or said to be missing. */
export function whyDrilled({ about }: ReportScenario): Html {
  return pairs('Why this is drilled', [
    ['objective', about?.objective],
    ['risk', about?.risk],
    ['assumptions', about === undefined || about.assumptions.length === 0 ? undefined : bullets(about.assumptions)],
    ['evidence for', about === undefined || about.controls.length === 0 ? undefined : about.controls.join(', ')],
  ]);
}

/** What exactly was put to the test: procedures, runbooks, faults, environment, limits of time. */
export function drilled(report: Report, scenario: ReportScenario, facts: PlanFacts | undefined): Html {
  return html`<details>
    <summary>What was drilled, with digests</summary>
    ${runbooks(scenario)} ${procedures(scenario)} ${faults(scenario)} ${environment(report, scenario, facts)}
  </details>`;
}

function runbooks({ runbooks: all, runbook }: ReportScenario): Html {
  if (all.length === 0) return html`<p>Runbook <code>${runbook}</code></p>`;
  return table(
    'Runbooks',
    ['File', 'Title', 'Owner', 'Severity', 'Last review', 'Digest'],
    all.map(
      ({ file, title, owner, severity, review, digest }) =>
        html`<tr>
          <th scope="row"><code>${file}</code></th>
          <td>${title}</td>
          <td>${owner ?? notProvided}</td>
          <td>${severity ?? notProvided}</td>
          <td>${review ?? notProvided}</td>
          <td><code class="digest">${digest}</code></td>
        </tr> `,
    ),
  );
}

function procedures({ procedures: all }: ReportScenario): Html {
  if (all.length === 0) return nothing;
  return table(
    'Procedures that were followed',
    ['Procedure', 'Title', 'Where'],
    all.map(
      ({ id, title, at }) =>
        html`<tr>
          <th scope="row"><code>${id}</code></th>
          <td>${title}</td>
          <td><code class="at">${showPlace(at)}</code></td>
        </tr> `,
    ),
  );
}

function faults({ faults: all }: ReportScenario): Html {
  if (all.length === 0) return nothing;
  return table(
    'Faults, as planned',
    ['Fault', 'Settings', 'Where'],
    all.map(
      ({ name, kind, settings, at }) =>
        html`<tr>
          <th scope="row">${name === kind ? kind : `${name} (${kind})`}</th>
          <td><code>${JSON.stringify(settings) ?? ''}</code></td>
          <td><code class="at">${showPlace(at)}</code></td>
        </tr> `,
    ),
  );
}

function environment(report: Report, scenario: ReportScenario, facts: PlanFacts | undefined): Html {
  const digest = (text: string): Html => html`<code class="digest">${text}</code>`;
  const services = new Map(scenario.trials.flatMap(trial => trial.services.map(({ name, runs }) => [name, runs] as const)));
  const named = Object.entries(scenario.digests).sort(([a], [b]) => (a < b ? -1 : 1));
  const engines = [...new Set(scenario.trials.map(({ engine }) => engine).filter(engine => engine !== ''))].sort();
  return pairs('Environment', [
    ['scenario', html`<code>${scenario.file}</code>`],
    ['engine', engines.length === 0 ? undefined : engines.join(', ')],
    ['machine', report.machine],
    ...[...services].map(([name, runs]) => [`service ${name}`, runs] as const),
    ...named.map(([name, text]) => [`digest of ${name}`, digest(text)] as const),
    ['input digest', scenario.inputDigest === '' ? undefined : digest(scenario.inputDigest)],
    [
      'limits of time',
      facts === undefined
        ? undefined
        : `symptom ${showDuration(facts.budget.symptomMs)}, recovery ${showDuration(facts.budget.recoveryMs)}, hold ${showDuration(facts.holdMs)}, a round every ${showDuration(facts.probeEveryMs)}`,
    ],
    ['valid', validity(report)],
  ]);
}

/** When this stops telling of today's runbook. */
export function validity({ maxAgeMs, startedAt }: Report): string {
  const until = maxAgeMs === undefined ? undefined : new Date(Date.parse(startedAt) + maxAgeMs).toISOString().slice(0, 10);
  return `until runbook, scenario, stack, images or faults change (the input digest)${until === undefined ? '; no greatest age is set' : `, at most until ${until}`}`;
}
