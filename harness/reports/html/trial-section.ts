import type { DrillEvent, EventOf, PlanFacts } from '../../model/event.ts';
import { showDuration } from '../../support/duration.ts';
import { settled } from '../clean-text.ts';
import { showPlace } from '../report-place.ts';
import type { ReportStep, ReportTrial } from '../report-schema.ts';
import { showInterval } from '../sentence.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { timeline } from './timeline.ts';
import { verdictBadge } from './verdict-badge.ts';

/** More of one stream than this says nothing more; the journal has it all. */
const mostOutput = 16 * 1024;

const names: Readonly<Record<ReportTrial['trial'], string>> = {
  'as-written': 'As written',
  'without-runbook': 'Without the runbook',
  'without-fault': 'On a healthy system',
  twice: 'Followed twice',
  'without-step': 'Without a step',
  unknown: 'A trial without a beginning',
};

/** One trial: its verdict, the timeline, the faults with their proof, and each step at its line. */
export function trialSection(trial: ReportTrial, events: readonly DrillEvent[], facts: PlanFacts | undefined, id: string): Html {
  const clean = trial.outcome === 'verified';
  return html`<section class="trial" aria-labelledby="${id}-title">
    <h3 id="${id}-title">
      ${names[trial.trial]}${trial.attempt > 1 ? html` <span class="mark">attempt ${trial.attempt}${trial.because === undefined ? '' : `, ${trial.because}`}</span>` : ''}
      ${clean ? html`<span class="badge clean">clean</span>` : verdictBadge(trial)}
    </h3>
    <p>${trial.sentence}</p>
    ${timeline(trial, events, id)}
    ${trial.faults.map(({ fault, summary, at, proof, atEnd }) => html`<p class="fault-line"><span class="rule">fault</span> ${summary === '' ? fault : summary}${proof === '' ? '' : html` · proof: ${proof}`}${atEnd === '' ? '' : html` · at the end: ${atEnd}`} <code class="at">${showPlace(at)}</code></p>`)}
    ${steps(trial, events, facts)}
    <p class="quiet">
      ${[trial.engine === '' ? '' : `engine ${trial.engine}`, ...trial.services.map(({ name, runs }) => `${name}: ${runs}`), trial.interruptionMs === undefined || trial.interruptionMs.upper === 0 ? '' : `longest interruption ${showInterval(trial.interruptionMs)}`, `journal ${trial.journal}`].filter(text => text !== '').join(' · ')}
    </p>
  </section> `;
}

function steps(trial: ReportTrial, events: readonly DrillEvent[], facts: PlanFacts | undefined): Html {
  if (trial.steps.length === 0) return html``;
  return html`<ol class="steps">
    ${trial.steps.map((step, index) => stepItem(step, facts?.steps[index], events))}
  </ol>`;
}

const signs: Readonly<Record<ReportStep['status'], string>> = { held: '✓', 'not-held': '✗', skipped: '–', 'not-reached': '·' };
const words: Readonly<Record<ReportStep['status'], string>> = {
  held: 'held',
  'not-held': 'did not hold',
  skipped: 'skipped',
  'not-reached': 'not reached',
};

function stepItem(step: ReportStep, facts: PlanFacts['steps'][number] | undefined, events: readonly DrillEvent[]): Html {
  const ended = events.findLast(
    (event): event is EventOf<'step.ended'> => event.type === 'step.ended' && event.step === step.id && event.last,
  );
  const about = [
    step.roleFrom === 'guess' ? `${step.role} (guessed)` : step.role,
    step.exit === undefined ? '' : `status ${step.exit}`,
    step.durationMs === undefined ? '' : showDuration(step.durationMs),
    step.attempts > 1 ? `${step.attempts} attempts` : '',
  ]
    .filter(text => text !== '')
    .join(' · ');
  const summary = html`<span class="sign ${step.status}" aria-hidden="true">${signs[step.status]}</span> <b>${step.id}</b>
    <span class="status">${words[step.status]}</span> <span class="quiet">${about}</span>
    <code class="at">${showPlace(step.at)}</code>${step.message === '' ? '' : html`<br /><span class="message">${step.message}</span>`}`;
  const bound = facts?.bound;
  return html`<li class="${step.status}"><details${step.status === 'not-held' ? html` open` : ''}><summary>${summary}</summary>
${facts === undefined ? '' : html`<pre tabindex="0">${facts.text.trimEnd()}</pre>`}
${
  bound === undefined
    ? ''
    : html`<p class="quiet">carried out as</p>
        <pre tabindex="0">${bound.trimEnd()}</pre>`
}
${ended === undefined ? '' : html`${output('output', ended.stdout)}${output('errors', ended.stderr)}${ended.droppedBytes === 0 ? '' : html`<p class="quiet">${ended.droppedBytes} bytes were dropped</p>`}`}
</details></li>`;
}

function output(name: string, printed: string): Html {
  const text = settled(printed);
  if (text.trim() === '') return html``;
  const half = mostOutput / 2;
  const shown =
    text.length <= mostOutput
      ? text
      : `${text.slice(0, half)}\n… ${text.length - mostOutput} characters left out, see the journal …\n${text.slice(-half)}`;
  return html`<p class="quiet">${name}</p>
    <pre class="output" tabindex="0">${shown.trimEnd()}</pre>`;
}
