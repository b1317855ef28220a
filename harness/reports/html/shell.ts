import { html, raw } from './escape.ts';
import type { Html } from './escape.ts';
import { style } from './style.ts';

/** What stands on a page. */
export interface PageParts {
  /** Of the window. */
  readonly title: string;
  readonly heading: string;
  readonly drillbook: string;
  /** When, where and on what, in one line. */
  readonly about: Html;
  /** The result, before all else. */
  readonly glance: Html;
  readonly rest: readonly Html[];
  readonly footer: Html;
}

/** A page as one file: no script, nothing from elsewhere, readable on paper and in the dark. */
export function shell({ title, heading, drillbook, about, glance, rest, footer }: PageParts): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the results</a>
        <header>
          <p class="kicker">drillbook ${drillbook}</p>
          <h1>${heading}</h1>
          ${about}
        </header>
        <main id="main">
          <section aria-labelledby="glance">
            <h2 id="glance" class="unseen">At a glance</h2>
            ${glance}
          </section>
          ${rest}
        </main>
        <footer>${footer}</footer>
      </body>
    </html> `.text;
}
