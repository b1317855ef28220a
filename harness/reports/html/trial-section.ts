import type { DrillEvent, PlanFacts } from '../../model/event.ts';
import { showDuration } from '../../support/duration.ts';
import { showPlace } from '../report-place.ts';
import type { ReportTrial } from '../report-schema.ts';
import { showInterval } from '../sentence.ts';
import { effectsSection } from './effects-section.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { rehearsalSection } from './rehearsal-section.ts';
import { stepItem } from './step-item.ts';
import { timelineTable } from './timeline-table.ts';
import { timeline } from './timeline.ts';
import { trialBadge, trialTitle } from './trials-table.ts';

export interface TrialToShow {
  readonly facts: PlanFacts | undefined;
  /** Unique on the page. */
  readonly id: string;
  readonly rtoMs: number | undefined;
  /** Without it, what steps printed is left out, for pages that grow too large. */
  readonly withOutput: boolean;
}

/** One trial: its verdict, the timeline as a drawing and a table, the faults with their proof, and each step at its line. */
export function trialSection(trial: ReportTrial, events: readonly DrillEvent[], { facts, id, rtoMs, withOutput }: TrialToShow): Html {
  const name = trialTitle(trial);
  return html`<section class="trial">
    <h4>${name} ${trialBadge(trial)}</h4>
    <p>${trial.sentence}</p>
    ${split(trial)} ${rehearsalSection(trial, name)} ${timeline(trial, events, { id, name, rtoMs })}
    <details>
      <summary>The timeline of “${name}” as a table</summary>
      ${timelineTable(trial, name)}
    </details>
    ${faults(trial)} ${steps(trial, events, facts, withOutput)} ${interruption(trial)} ${effectsSection(trial)}
  </section> `;
}

/** Where the time went. */
function split({ split: parts }: ReportTrial): Html {
  if (parts === undefined) return nothing;
  const words = {
    detectedMs: 'noticed',
    diagnosedMs: 'diagnosed',
    repairedMs: 'repaired',
    verifiedMs: 'verified',
    heldMs: 'held',
  } as const;
  const shown = (Object.keys(words) as (keyof typeof words)[]).flatMap(part =>
    parts[part] === undefined ? [] : [`${words[part]} ${showDuration(parts[part])}`],
  );
  return html`<p class="quiet">Where the time went, from the fault on: ${shown.join(' · ')}</p>`;
}

function faults({ faults: all }: ReportTrial): readonly Html[] {
  return all.map(
    ({ fault, summary, persistence, at, proof, atEnd }) =>
      html`<p class="fault-line">
        <span class="rule">fault</span> ${summary === '' ? fault : summary} <span class="quiet">${persistence}</span> · proof of effect:
        ${proof === '' ? 'none' : proof} · at the end: ${atEnd === '' ? 'not looked at' : atEnd} <code class="at">${showPlace(at)}</code>
      </p>`,
  );
}

function steps(trial: ReportTrial, events: readonly DrillEvent[], facts: PlanFacts | undefined, withOutput: boolean): Html {
  if (trial.steps.length === 0) return nothing;
  return html`<ol class="steps">
    ${trial.steps.map((step, index) => stepItem(step, facts?.steps[index], withOutput ? events : []))}
  </ol>`;
}

function interruption({ interruptionMs }: ReportTrial): Html {
  if (interruptionMs === undefined || interruptionMs.upper === 0) return nothing;
  return html`<p class="quiet">longest interruption ${showInterval(interruptionMs)}</p>`;
}
