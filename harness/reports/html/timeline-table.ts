import { showDuration } from '../../support/duration.ts';
import type { ReportTrial } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';
import { table } from './table.ts';

interface Moment {
  readonly atMs: number;
  readonly toMs?: number;
  readonly what: string;
}

/** What the drawing shows, in words and numbers, in the order in which it happened. */
export function timelineTable(trial: ReportTrial, name: string): Html {
  const moments: readonly Moment[] = [
    ...trial.phases.map(({ phase, startedMs, endedMs, held, note }) => ({
      atMs: startedMs,
      toMs: endedMs,
      what: `phase ${phase}${held || (trial.trial === 'without-runbook' && phase !== 'baseline') ? '' : ' did not hold'}${note === '' ? '' : `: ${note}`}`,
    })),
    ...trial.health.map(({ green, fromMs, toMs, rounds }) => ({
      atMs: fromMs,
      toMs,
      what: `service ${green ? 'up' : 'down'} (${rounds} ${rounds === 1 ? 'round' : 'rounds'})`,
    })),
    ...trial.faults.map(({ injectedMs, summary, fault, proof }) => ({
      atMs: injectedMs,
      what: `fault: ${summary === '' ? fault : summary}${proof === '' ? '' : `; proof: ${proof}`}`,
    })),
    ...trial.steps.flatMap(({ id, startedMs, durationMs, status }) =>
      startedMs === undefined
        ? []
        : [
            {
              atMs: startedMs,
              ...(durationMs === undefined ? {} : { toMs: startedMs + durationMs }),
              what: `step ${id} ${status === 'held' ? 'held' : 'did not hold'}`,
            },
          ],
    ),
  ].sort((a, b) => a.atMs - b.atMs);
  return table(
    `${name}: what happened, since the trial began`,
    ['At', 'Until', 'What'],
    moments.map(
      ({ atMs, toMs, what }) =>
        html`<tr>
          <td class="number">${showDuration(atMs)}</td>
          <td class="number">${toMs === undefined ? '' : showDuration(toMs)}</td>
          <td>${what}</td>
        </tr> `,
    ),
  );
}
