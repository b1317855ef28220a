import { showDuration } from '../../support/duration.ts';
import type { ReportTrial } from '../report-schema.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { bullets, table } from './table.ts';

/** What people did in a trial with somebody at the gate: who, what they chose, typed, noted and took for the cause. */
export function rehearsalSection({ rehearsal, faults }: ReportTrial, name: string): Html {
  if (rehearsal === undefined) return nothing;
  const { people, untimed, blind, readMs, choices, typed, notes, diagnoses, keptMs } = rehearsal;
  const about = [
    people.length === 0 ? 'a person who was not named' : people.map(person => `${person.name} (${person.role})`).join(', '),
    `${showDuration(readMs)} of reading and deciding`,
    ...(untimed ? ['without a clock, for learning'] : []),
    ...(blind ? ['the fault was not shown before the end'] : []),
    ...(keptMs === undefined ? [] : [`the stack was kept for ${showDuration(keptMs)} afterwards`]),
  ];
  return html`<p>Rehearsed by ${about.join(' · ')}</p>
    ${
      diagnoses.length === 0
        ? nothing
        : html`<p>Taken for the cause: ${diagnoses.map(({ text, by }) => `“${text}”${said(by)}`).join('; ')}</p>
            <p>What was done to the system: ${faults.map(({ summary, fault }) => (summary === '' ? fault : summary)).join('; ')}</p>`
    }
    ${notes.length === 0 ? nothing : bullets(notes.map(({ atMs, step, text, by }) => `note after ${showDuration(atMs)}, at step ${step}: ${text}${said(by)}`))}
    <details>
      <summary>What was chosen in “${name}”</summary>
      ${table(
        `${name}: what people chose, since the trial began`,
        ['At', 'Step', 'Choice', 'Read for', 'Text'],
        choices.map(
          ({ atMs, step, action, readMs: forMs, by, text }) =>
            html`<tr>
              <td class="number">${showDuration(atMs)}</td>
              <td>${step}</td>
              <td>${action}${said(by)}</td>
              <td class="number">${showDuration(forMs)}</td>
              <td>
                ${text === undefined ? '' : html`<pre tabindex="0" role="group" aria-label="text of a choice">${text.slice(0, longest)}</pre>`}
              </td>
            </tr> `,
        ),
      )}
      ${typed.length === 0 ? nothing : bullets(typed.map(({ atMs, text, status }) => `typed after ${showDuration(atMs)}: ${text.slice(0, longest)} (status ${status})`))}
    </details>`;
}

/** The evidence beside the page has it all. */
const longest = 4_000;

function said(by: string | undefined): string {
  return by === undefined ? '' : `, ${by}`;
}
