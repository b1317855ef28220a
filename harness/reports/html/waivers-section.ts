import type { Waiver } from '../../model/config.ts';
import type { Team } from '../../model/team.ts';
import { showPlace } from '../report-place.ts';
import type { Report } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { orNotProvided, teamTable } from './team-table.ts';

/** What the team knowingly leaves without a verified drill. A waiver changes no verdict; past its day it says nothing. */
export function waiversSection(team: Team | undefined, report: Report): Html {
  const waivers = team?.waivers ?? [];
  const today = report.startedAt.slice(0, 10);
  return html`<section class="waivers" aria-labelledby="waivers-title">
    <h2 id="waivers-title">Waivers</h2>
    ${
      waivers.length === 0
        ? html`<p>The team declares no waiver.</p>`
        : html`${teamTable({
              caption: 'Procedures that the team leaves without a verified drill for a while',
              columns: ['Of', 'Owner', 'Reason', 'Until', 'On the day of this run', 'Declared at'],
              rows: waivers.map(waiver => [
                html`<code>${waiver.of}</code>`,
                orNotProvided(waiver.owner),
                orNotProvided(waiver.reason),
                html`<time datetime="${waiver.until}">${waiver.until}</time>`,
                stateOf(waiver, today, report),
                html`<code class="at">${showPlace(waiver.location)}</code>`,
              ]),
            })}
            <p class="quiet">A waiver changes no verdict.</p>`
    }
  </section>`;
}

/** The last day is still one of it. */
function stateOf({ of, until }: Waiver, today: string, { scenarios }: Report): string {
  const drilled = scenarios.find(({ id }) => id === of);
  const state = until < today ? 'expired' : 'in force';
  return drilled === undefined ? state : `${state}; drilled all the same: ${drilled.outcome}`;
}
