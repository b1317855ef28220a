import { html } from './escape.ts';
import type { Html } from './escape.ts';

/** A table that has a caption and heads, and scrolls by itself where it is wider than the page. */
export function table(caption: string, heads: readonly string[], rows: readonly Html[], kind = ''): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="${kind}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map(head => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** Names and values, one below the other; values that nobody gave are said to be missing. */
export function pairs(caption: string, rows: readonly (readonly [string, Html | string | undefined])[]): Html {
  return html`<table class="plain">
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value ?? notProvided}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** In place of what an auditor asks for and nobody gave. */
export const notProvided = html`<i class="missing">not provided</i>`;

export function bullets(entries: readonly (Html | string)[]): Html {
  return html`<ul>
    ${entries.map(entry => html`<li>${entry}</li>`)}
  </ul>`;
}
