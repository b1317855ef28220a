import type { ReportScenario, ReportTrial } from '../report-schema.ts';
import { showInterval } from '../sentence.ts';
import { stepLeftBehind, stepLeftOut, type wholeTrials } from '../../model/trial-kind.ts';
import { html, nothing } from './escape.ts';
import type { Html } from './escape.ts';
import { table } from './table.ts';
import { verdictBadge } from './verdict-badge.ts';

/** What each trial is called, and why it is run. */
const names: Readonly<Record<(typeof wholeTrials)[number] | 'unknown', { readonly name: string; readonly why: string }>> = {
  'as-written': { name: 'As written', why: 'the fault, then the procedure exactly as it stands' },
  'without-runbook': { name: 'Without the runbook', why: 'the control: the same fault and nobody does anything; it must stay broken' },
  'without-fault': { name: 'On a healthy system', why: 'whether following it does harm when nothing is broken' },
  concurrent: { name: 'Followed by two at once', why: 'whether two people who follow it at the same time do harm' },
  elsewhere: {
    name: 'Elsewhere',
    why: 'whether it needs what it does not name: variables, names, passwords, a role of the operator who wrote it',
  },
  twice: { name: 'Followed twice', why: 'whether following it a second time does harm' },
  unknown: { name: 'A trial without a beginning', why: 'its journal has no first line' },
};

/** Of one that leaves a step out it names the step. */
export function trialName(trial: ReportTrial['trial']): { readonly name: string; readonly why: string } {
  const [without, behind] = [stepLeftOut(trial), stepLeftBehind(trial)];
  if (without !== undefined) return { name: `Without ${without}`, why: 'whether that step is needed, and whether its absence is noticed' };
  if (behind !== undefined)
    return { name: `Begun again after ${behind}`, why: 'whether it can be left there and begun again from the top' };
  return names[trial as keyof typeof names];
}

const repeats = {
  'human-pace': 'again at human pace: a step had failed',
  alone: 'again with the machine to itself: the first was too late',
  'second-attempt': 'again, once: the harness or the copy had not worked',
} as const;

export function trialTitle({ trial, attempt }: ReportTrial): string {
  return `${trialName(trial).name}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
}

export function trialBadge(trial: ReportTrial): Html {
  return trial.outcome === 'verified'
    ? html`<span class="badge clean"><span aria-hidden="true">✓</span> clean</span>`
    : verdictBadge(trial);
}

export function trialsTable({ trials }: ReportScenario): Html {
  if (trials.length === 0) return nothing;
  return table(
    'Trials that ran, each on a fresh copy',
    ['Trial', 'Why', 'Result', 'Recovery', 'Journal'],
    trials.map(
      trial =>
        html`<tr>
          <th scope="row">${trialTitle(trial)}</th>
          <td>${trial.because === undefined ? trialName(trial.trial).why : repeats[trial.because]}</td>
          <td>${trialBadge(trial)}</td>
          <td>
            ${trial.recoveryMs === undefined ? '–' : `${showInterval(trial.recoveryMs)}${trial.withReader === true ? ', with the reader' : ''}`}
          </td>
          <td><code>${trial.journal}</code> <span class="quiet">${trial.entries} ${trial.entries === 1 ? 'entry' : 'entries'}</span></td>
        </tr>`,
    ),
  );
}
