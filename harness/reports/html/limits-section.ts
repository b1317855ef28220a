import type { Report } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { bullets } from './table.ts';

/** So that nobody reads more out of a drill than it can tell. */
export function limitsSection({ limits, scenarios }: Report): Html {
  const differs = [...new Set(scenarios.flatMap(one => one.differs))].sort();
  return html`<section aria-labelledby="limits">
    <h2 id="limits">What this report does not show</h2>
    ${bullets(limits)}
    ${
      differs.length === 0
        ? html`<p>No differences from production were declared; that does not say that there are none.</p>`
        : html`<p>
            Differences from production that were declared: ${differs.slice(0, 50).join('; ')}${differs.length > 50 ? '; …' : ''}.
          </p>`
    }
    <p>What each drill left unmeasured stands in its own section.</p>
  </section>`;
}
