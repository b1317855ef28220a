import type { FollowUp, Team } from '../../model/team.ts';
import { followupsOf } from '../followups-of.ts';
import type { FollowUpState, FoundNow } from '../followups-of.ts';
import type { Report } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { names, orNotProvided, teamTable } from './team-table.ts';

/** Who owns what was found, whether it is still there, and what nobody owns. */
export function followupsSection(team: Team | undefined, report: Report): Html {
  const { followups, declared, unowned } = followupsOf(team, report);
  return html`<section class="followups" aria-labelledby="followups-title">
    <h2 id="followups-title">Follow-ups</h2>
    ${followups.length === 0 ? html`<p>Not provided: the team follows up no finding.</p>` : ''}
    ${teamTable({
      caption: 'Findings that somebody owns',
      columns: ['Finding', 'Owner', 'Ticket', 'Due', 'Accepted by', 'In this run', 'Retest', 'Note'],
      rows: followups.map(row),
    })}
    ${teamTable({
      caption: 'Known failures that scenarios declare',
      columns: ['Finding', 'Owner', 'Until', 'Because'],
      rows: declared.map(({ scenario, finding, owner, until, because }) => [
        heading(finding, scenario),
        owner,
        orNotProvided(until),
        orNotProvided(because),
      ]),
    })}
    ${
      unowned.length === 0
        ? html`<p>This run found nothing that nobody owns.</p>`
        : teamTable({
            caption: 'Findings of this run that nobody owns',
            columns: ['Finding', 'Scenarios'],
            rows: unowned.map(({ finding, scenarios }) => [html`<code>${finding}</code>`, names(scenarios)]),
          })
    }
  </section>`;
}

function row({ followup, inThisRun, trials, overdue }: FollowUpState): readonly (string | Html)[] {
  const { scenario, finding, owner, ticket, due, acceptedBy, note } = followup;
  return [
    heading(finding, scenario),
    owner,
    orNotProvided(ticket),
    due === undefined
      ? orNotProvided(due)
      : html`<time datetime="${due}">${due}</time>${overdue ? html` <b class="overdue">overdue</b>` : ''}`,
    acceptedBy ?? '–',
    found[inThisRun](trials.join(', ')),
    retestSentence(followup),
    note ?? '–',
  ];
}

function heading(finding: string, scenario: string): Html {
  return html`<code>${finding}</code><br /><code class="quiet">${scenario}</code>`;
}

const found: Readonly<Record<FoundNow, (trials: string) => string>> = {
  found: () => 'found',
  'not-found': trials => `not found by its trials ${trials}`,
  'cannot-tell': () => 'cannot be told: the scenario is not verified, for another reason',
  'no-trial': trials => `cannot be told by its trials ${trials}: run all with --prove`,
  'not-drilled': () => 'not drilled in this run',
};

/** Silence is no evidence: only a verified run without the finding says that it is gone. */
function retestSentence({ retest }: FollowUp): string {
  if (retest === undefined) return 'none on record';
  const { run, at, outcome, stillFound } = retest;
  const told = stillFound
    ? 'still found'
    : outcome === 'verified'
      ? 'not found any more'
      : 'not seen, but the scenario was not verified: it may still be there';
  return `${told} (${outcome}, run ${run}, ${at.slice(0, 10)})`;
}
