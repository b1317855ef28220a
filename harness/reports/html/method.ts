import type { Report } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';

/** What the words of a report mean. */
export function method({ scenarios }: Report): Html {
  return html`<section aria-labelledby="method">
    <h2 id="method">How to read this</h2>
    <dl class="words">
      <dt>Verified</dt>
      <dd>
        Followed as written, the procedure restored service (or reached its goal) within its limits, and without it the system stayed down
        for longer than that.
      </dd>
      <dt>Refuted</dt>
      <dd>A trial that counts showed otherwise.</dd>
      <dt>Inconclusive</dt>
      <dd>Something kept the drill from telling; it is never a pass.</dd>
      <dt>As expected</dt>
      <dd>The scenario says beforehand what must come out. A runbook that is known to be broken is counted apart, never as verified.</dd>
      <dt>Round</dt>
      <dd>All probes are asked once; three rounds of one colour in a row decide.</dd>
      <dt>Recovery time</dt>
      <dd>
        From the first red round of the symptom to the first green round of the final green run, at machine pace: nobody's reading, deciding
        or handing over is in it. Within its target only when its upper end
        is.${
          scenarios.some(({ withReader }) => withReader === true)
            ? ' Where a person was at the gate it is with the reader: what those people read and decided is in it.'
            : ''
        }
      </dd>
      <dt>Trial</dt>
      <dd>One run on a fresh throw-away copy of the system. It tells of that copy, not of production.</dd>
    </dl>
  </section>`;
}
