import type { DrillEvent, EventOf, PlannedStepFacts } from '../../model/event.ts';
import { showDuration } from '../../support/duration.ts';
import { settled } from '../clean-text.ts';
import { showPlace } from '../report-place.ts';
import type { ReportStep } from '../report-schema.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';

/** More of one text than this says nothing more; the evidence beside the page has it all. */
const longest = 16 * 1024;

const signs: Readonly<Record<ReportStep['status'], string>> = { held: '✓', 'not-held': '✗', skipped: '–', 'not-reached': '·' };
const words: Readonly<Record<ReportStep['status'], string>> = {
  held: 'held',
  'not-held': 'did not hold',
  skipped: 'skipped',
  'not-reached': 'not reached',
};

/** A step at its line: what stands there, what was carried out, what was asked of it and what came of it. */
export function stepItem(step: ReportStep, facts: PlannedStepFacts | undefined, events: readonly DrillEvent[]): Html {
  const ended = events.findLast(
    (event): event is EventOf<'step.ended'> => event.type === 'step.ended' && event.step === step.id && event.last,
  );
  return html`<li class="${step.status}"><details${step.status === 'not-held' ? html` open` : ''}><summary>${summary(step)}</summary>
${facts === undefined ? nothing : block('as written', facts.text, step.id)}
${step.edited === undefined ? nothing : block('carried out as edited at the gate', step.edited, step.id)}
${facts?.bound === undefined || step.edited !== undefined ? nothing : block('carried out as', facts.bound, step.id)}
${expectation(step, facts)}
${masked(step)}
${ended === undefined ? nothing : html`${block('output', settled(ended.stdout), step.id)}${block('errors', settled(ended.stderr), step.id)}${ended.droppedBytes === 0 ? nothing : html`<p class="quiet">${ended.droppedBytes} bytes were dropped when it was recorded</p>`}`}
</details></li>`;
}

function summary(step: ReportStep): Html {
  const about = [
    step.roleFrom === 'guess' ? `${step.role} (guessed)` : step.role,
    step.exit === undefined ? '' : `status ${step.exit}`,
    step.durationMs === undefined ? '' : showDuration(step.durationMs),
    step.edited === undefined ? '' : 'edited',
    step.attempts > 1 ? `${step.attempts} attempts` : '',
    step.masked.length > 0 ? `${step.masked.length} masked ${step.masked.length === 1 ? 'failure' : 'failures'}` : '',
  ]
    .filter(text => text !== '')
    .join(' · ');
  return html`<span class="sign ${step.status}" aria-hidden="true">${signs[step.status]}</span> <b>${step.id}</b>
    <span class="status">${words[step.status]}</span> <span class="quiet">${about}</span>
    <code class="at">${showPlace(step.at)}</code
    >${step.message === '' ? '' : html`<br /><span class="message">${shorten(step.message)}</span>`}`;
}

function expectation(step: ReportStep, facts: PlannedStepFacts | undefined): Html {
  if (step.status === 'skipped' || step.status === 'not-reached') return nothing;
  const looks = step.role === 'diagnose' && facts?.gate === false;
  const expected = step.expects ?? (looks ? 'nothing: it only looks' : 'status 0');
  const result = step.status === 'held' ? `status ${step.exit ?? '–'}` : shorten(step.message);
  return html`<p class="quiet">expected: ${expected}, within ${showDuration(step.timeoutMs)} · result: ${result}</p>`;
}

function masked({ masked: all }: ReportStep): Html {
  if (all.length === 0) return nothing;
  return html`<p class="quiet">failed inside of it, and it went on:</p>
    <ul>
      ${all.map(({ at, status, text }) => html`<li><code>${shorten(text)}</code> status ${status} <code class="at">${showPlace(at)}</code></li>`)}
    </ul>`;
}

function block(name: string, text: string, step: string): Html {
  if (text.trim() === '') return nothing;
  const printed = name === 'output' || name === 'errors';
  return html`<p class="quiet">${name}</p><pre${printed ? html` class="output"` : nothing} tabindex="0" role="group" aria-label="${name} of ${step.slice(0, 120)}">${shorten(text).trimEnd()}</pre>`;
}

function shorten(text: string): string {
  return text.length <= longest
    ? text
    : `${text.slice(0, longest / 2)}\n… ${text.length - longest} characters left out, see the journal …\n${text.slice(-longest / 2)}`;
}
