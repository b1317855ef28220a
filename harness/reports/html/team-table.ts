import { html } from './escape.ts';
import type { Html } from './escape.ts';

/** More names than this in one cell are counted: ten thousand scenarios must not make a page that nobody can open. */
const mostNames = 20;
/** The same for rows; the files beside the report have them all. */
const mostRows = 500;

export interface TeamTable {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly (string | Html)[])[];
}

/** A table that can be scrolled with a keyboard where a screen is narrow; nothing when it has no rows. */
export function teamTable({ caption, columns, rows }: TeamTable): Html {
  if (rows.length === 0) return html``;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="team">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(column => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, mostRows).map(
          ([first = '', ...others]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${others.map(cell => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length > mostRows ? html`<p class="quiet">and ${rows.length - mostRows} more, in team.json and report.json</p>` : ''}
  </div>`;
}

/** Names in code, one per line; past the first ones their number. */
export function names(all: readonly (string | Html)[]): Html {
  const shown = all.slice(0, mostNames);
  return html`<ul class="names">
    ${shown.map(name => html`<li>${typeof name === 'string' ? html`<code>${name}</code>` : name}</li>`)}${
      all.length > shown.length ? html`<li>and ${all.length - shown.length} more</li>` : ''
    }
  </ul>`;
}

/** What a reader looks for and the team did not tell. */
export function orNotProvided(text: string | undefined): string | Html {
  return text === undefined || text === '' ? html`<span class="quiet">not provided</span>` : text;
}
