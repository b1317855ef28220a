import type { Team } from '../../model/team.ts';
import { controlsOf } from '../controls-of.ts';
import type { ControlEvidence, ControlScenario } from '../controls-of.ts';
import type { Report } from '../report-schema.ts';
import { symbols } from '../sentence.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { names, orNotProvided, teamTable } from './team-table.ts';

/** The controls that the team says its drills are evidence for, and what this run found. Whether a control is met is not ours to say. */
export function controlsSection(team: Team | undefined, report: Report): Html {
  const controls = controlsOf(team, report);
  return html`<section class="controls" aria-labelledby="controls-title">
    <h2 id="controls-title">Controls</h2>
    ${
      controls.length === 0
        ? html`<p>Not provided: the team maps no control to these scenarios.</p>`
        : html`${teamTable({
              caption: 'Controls that the team maps to scenarios, and what this run found',
              columns: ['Control', 'What it asks for', 'Evidence of this run', 'Scenarios', 'What drills do not show for it'],
              rows: controls.map(control => [
                html`<code>${control.id}</code
                  >${control.catalog === undefined ? '' : html`<br /><span class="quiet">${control.catalog}</span>`}`,
                orNotProvided(control.title),
                evidenceSentence(control),
                names(control.scenarios.map(scenarioLine)),
                orNotProvided(control.limits),
              ]),
            })}
            <p class="quiet">Mapping declared in controls.yaml by the team; it claims nothing more.</p>`
    }
  </section>`;
}

/** Never a word about the control itself. */
function evidenceSentence({ evidence, counts, scenarios }: ControlEvidence): string {
  const all = scenarios.length;
  if (all === 0) return 'none: no scenario of this run is mapped to it';
  if (counts['not-drilled'] === all) return `none: not drilled in this run (${all} ${all === 1 ? 'scenario' : 'scenarios'})`;
  if (evidence === 'verified') return all === 1 ? 'its scenario is verified' : `all ${all} scenarios are verified`;
  const others = (['refuted', 'inconclusive', 'not-drilled'] as const)
    .filter(outcome => counts[outcome] > 0)
    .map(outcome => `${counts[outcome]} ${words[outcome]}`);
  return `${evidence === 'none' ? 'not verified' : `${counts.verified} of ${all} scenarios verified`}: ${others.join(', ')}`;
}

const words: Readonly<Record<ControlScenario['outcome'], string>> = {
  verified: 'verified',
  refuted: 'refuted',
  inconclusive: 'inconclusive',
  'not-drilled': 'not drilled in this run',
};

function scenarioLine({ id, outcome, reason, adaptations }: ControlScenario): Html {
  const told = outcome === 'verified' || outcome === 'not-drilled' ? words[outcome] : `${words[outcome]}: ${reason}`;
  const changed = adaptations === 0 ? '' : `, ${adaptations} ${adaptations === 1 ? 'adaptation' : 'adaptations'}`;
  return html`<code>${id}</code>
    ${outcome === 'not-drilled' ? '' : html`<span aria-hidden="true">${symbols[outcome]}</span> `}${told}${changed}`;
}
