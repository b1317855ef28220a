import type { Population, Team } from '../../model/team.ts';
import type { Outcome } from '../../model/verdict.ts';
import type { Report } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { names, orNotProvided, teamTable } from './team-table.ts';

/** The run among all runs: what lets a reader see that none was left out. Without a register that cannot be seen, and is said. */
export function populationSection(team: Team | undefined, report: Report): Html {
  return html`<section class="population" aria-labelledby="population-title">
    <h2 id="population-title">All runs</h2>
    ${team?.population === undefined ? without : among(team.population, report)}
  </section>`;
}

const without = html`<p>
  No register: this run stands alone here. Nothing in this report shows whether other runs were made before it, and how they ended.
</p>`;

function among({ position, previous, aborted, open = [], before }: Population, { scenarios }: Report): Html {
  const now = new Map<string, Outcome>(scenarios.map(({ id, outcome }) => [id, outcome]));
  return html`<dl class="facts">
      <div>
        <dt>Position</dt>
        <dd>${position} in the order in which runs were opened</dd>
      </div>
      <div>
        <dt>Before it</dt>
        <dd>${previous === undefined ? 'none: this is the first run of the register' : previousRun(previous)}</dd>
      </div>
      <div>
        <dt>Aborted</dt>
        <dd>
          ${aborted.length === 0 ? 'no earlier run that is known to have been cut off' : html`opened earlier and never came to an end: ${names(aborted)}`}
          ${open.length === 0 ? '' : html`not ended when this run began (under way elsewhere, or cut off): ${names(open)}`}
        </dd>
      </div>
    </dl>
    ${teamTable({
      caption: 'The run before this one, of each scenario',
      columns: ['Scenario', 'Day', 'Outcome', 'In this run', 'Run'],
      rows: changedFirst(before, now).map(({ scenario, run, at, outcome, reason }) => [
        html`<code>${scenario}</code>`,
        html`<time datetime="${at}">${at.slice(0, 10)}</time>`,
        outcome === 'verified' ? outcome : `${outcome}: ${reason}`,
        now.get(scenario) ?? 'not drilled',
        html`<code>${run}</code>`,
      ]),
    })}`;
}

/** What a reader looks for: outcomes that are not what they were. */
function changedFirst(before: Population['before'], now: ReadonlyMap<string, Outcome>): Population['before'] {
  const isChanged = ({ scenario, outcome }: Population['before'][number]): boolean => now.has(scenario) && now.get(scenario) !== outcome;
  return [...before.filter(isChanged), ...before.filter(one => !isChanged(one))];
}

function previousRun({ run, manifest }: NonNullable<Population['previous']>): Html {
  return html`run <code>${run}</code>, manifest
    ${manifest === undefined ? orNotProvided(manifest) : html`<code class="digest">${manifest}</code>`}`;
}
