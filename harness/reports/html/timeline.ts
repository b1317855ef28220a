import type { DrillEvent, EventOf } from '../../model/event.ts';
import { showDuration } from '../../support/duration.ts';
import type { ReportStep, ReportTrial } from '../report-schema.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';

const width = 880;
const left = 76;
const rowHeight = 18;

/**
 * The rounds of a trial as a small drawing: phases above, colours of the rounds (red ones hatched, for readers and printers
 * without colours), then one bar per step. Neighbouring rounds of one colour are drawn as one. Its words say the same.
 */
export function timeline(trial: ReportTrial, events: readonly DrillEvent[], id: string): Html {
  const rounds = events.filter((event): event is EventOf<'round'> => event.type === 'round');
  const first = rounds[0];
  const last = rounds.at(-1);
  if (first === undefined || last === undefined) return html`<p class="quiet">No round was asked.</p>`;
  const phases = trial.phases.filter(({ startedMs, endedMs }) => endedMs > first.startedMs && startedMs < last.endedMs);
  const steps = trial.steps.filter(step => step.startedMs !== undefined);
  const beginMs = first.startedMs;
  const spanMs = Math.max(1, last.endedMs - beginMs);
  const x = (ms: number): number => round(left + (Math.min(Math.max(ms - beginMs, 0), spanMs) / spanMs) * (width - left - 4));
  const stepsTop = 52;
  const height = stepsTop + Math.max(1, steps.length) * rowHeight + 22;
  const bars = neighbours(rounds);
  const reds = bars
    .filter(({ green }) => !green)
    .map(({ fromMs, toMs }) => `from ${showDuration(fromMs - beginMs)} to ${showDuration(toMs - beginMs)}`);
  const faults = events.filter((event): event is EventOf<'fault.injected'> => event.type === 'fault.injected');
  return html`<figure class="timeline">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">
      <title id="${id}-t">Rounds of the trial ${trial.trial}</title>
      <desc id="${id}-d">
        ${rounds.length} rounds in ${showDuration(spanMs)}; ${reds.length === 0 ? 'none was red' : `red ${reds.join(', ')}`}.
      </desc>
      <defs>
        <pattern id="${id}-h" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" class="red" />
          <line x1="0" y1="0" x2="0" y2="5" class="hatch" />
        </pattern>
      </defs>
      ${phaseLabels(phases, x)}
      <text x="0" y="41" class="label">service</text>
      ${bars.map(({ green, fromMs, toMs }) => html`<rect x="${x(fromMs)}" y="28" width="${Math.max(1, round(x(toMs) - x(fromMs)))}" height="16" ${green ? html`class="green"` : html`fill="url(#${id}-h)"`} />`)}
      ${faults.map(({ atMs }) => html`<line x1="${x(atMs)}" x2="${x(atMs)}" y1="22" y2="${height - 20}" class="fault" />`)}
      ${steps.map((step, index) => html`<text x="0" y="${stepsTop + index * rowHeight + 12}" class="label">${shorten(step.id)}</text>${bouts(step, events).map(({ fromMs, toMs, held }) => html`<rect x="${x(fromMs)}" y="${stepsTop + index * rowHeight + 3}" width="${Math.max(3, round(x(toMs) - x(fromMs)))}" height="11" rx="2" class="step ${held ? 'ok' : 'bad'}" />`)}`)}
      <line x1="${left}" x2="${width - 4}" y1="${height - 18}" y2="${height - 18}" class="axis" />
      ${ticks(spanMs).map(ms => html`<text x="${x(beginMs + ms)}" y="${height - 5}" class="tick">${showDuration(ms)}</text>`)}
    </svg>
  </figure>`;
}

/** When a step ran: once per attempt and pass. What never ended lasts to the end of the drawing. */
function bouts(
  { id }: ReportStep,
  events: readonly DrillEvent[],
): readonly { readonly fromMs: number; readonly toMs: number; readonly held: boolean }[] {
  return events.flatMap((event, index) => {
    if (event.type !== 'step.started' || event.step !== id) return [];
    const ended = events.slice(index).find(one => one.type === 'step.ended' && one.step === id);
    return [{ fromMs: event.atMs, toMs: ended?.atMs ?? Number.MAX_SAFE_INTEGER, held: ended?.type === 'step.ended' && ended.held }];
  });
}

/** Labels that would run into the one before are left out; the table of phases has them all. */
function phaseLabels(phases: ReportTrial['phases'], x: (ms: number) => number): readonly Html[] {
  let freeFrom = 0;
  return phases.map(({ phase, startedMs }) => {
    const at = x(startedMs);
    const line = html`<line x1="${at}" x2="${at}" y1="4" y2="46" class="phase" />`;
    if (at < freeFrom) return line;
    freeFrom = at + phase.length * 6.2 + 10;
    return html`${line}<text x="${at + 4}" y="13" class="phase-name">${phase}</text>`;
  });
}

function neighbours(
  rounds: readonly EventOf<'round'>[],
): readonly { readonly green: boolean; readonly fromMs: number; readonly toMs: number }[] {
  const bars: { green: boolean; fromMs: number; toMs: number }[] = [];
  for (const { green, startedMs, endedMs } of rounds) {
    const last = bars.at(-1);
    if (last !== undefined) last.toMs = startedMs;
    if (last?.green === green) last.toMs = endedMs;
    else bars.push({ green, fromMs: startedMs, toMs: endedMs });
  }
  return bars;
}

/** Between four and nine round numbers. */
function ticks(spanMs: number): readonly number[] {
  const step =
    [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000].find(
      one => spanMs / one < 9,
    ) ?? 3_600_000;
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step).filter(ms => ms < spanMs * 0.97);
}

function shorten(id: string): string {
  const name = id.split('/').slice(-2).join('/');
  return name.length > 12 ? `…${name.slice(-11)}` : name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
