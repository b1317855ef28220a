import type { DrillEvent } from '../../model/event.ts';
import { showDuration } from '../../support/duration.ts';
import type { ReportStep, ReportTrial } from '../report-schema.ts';
import { timelineMarks } from '../timeline-marks.ts';
import { html } from './escape.ts';
import type { Html } from './escape.ts';

const width = 880;
const left = 92;
const rowHeight = 18;
const laneHeight = 14;
/** Width of a character of a label; rather too much, for no two labels may touch. */
const characterWidth = 6.4;

export interface TimelineOptions {
  /** Unique on the page. */
  readonly id: string;
  readonly name: string;
  readonly rtoMs: number | undefined;
}

/**
 * A trial as a small drawing: phases above, then a lane for each of fault, recovery and target, then the colours of the rounds (red
 * ones hatched, for readers and printers without colours), then one bar per step. Its words and the table beside it say the same.
 */
export function timeline(trial: ReportTrial, events: readonly DrillEvent[], { id, name, rtoMs }: TimelineOptions): Html {
  const { health } = trial;
  const first = health[0];
  const last = health.at(-1);
  if (first === undefined || last === undefined) return html`<p class="quiet">No round was asked.</p>`;
  const beginMs = first.fromMs;
  const spanMs = Math.max(1, last.toMs - beginMs);
  const x = (ms: number): number => round(left + (Math.min(Math.max(ms - beginMs, 0), spanMs) / spanMs) * (width - left - 8));
  const phases = trial.phases.filter(({ startedMs, endedMs }) => endedMs > first.fromMs && startedMs < last.toMs);
  const steps = trial.steps.filter(step => step.startedMs !== undefined);
  const marks = timelineMarks(trial, rtoMs).filter(({ atMs }) => atMs >= beginMs && atMs <= last.toMs);
  const lanes = [...new Set(marks.map(({ kind }) => kind))];
  const healthTop = 24 + lanes.length * laneHeight;
  const stepsTop = healthTop + 24;
  const bottom = stepsTop + Math.max(1, steps.length) * rowHeight;
  const height = bottom + 24;
  const reds = health.filter(({ green }) => !green).map(({ fromMs, toMs }) => `from ${showDuration(fromMs)} to ${showDuration(toMs)}`);
  const rounds = health.reduce((sum, spell) => sum + spell.rounds, 0);
  return html`<figure class="timeline">
    <div class="scroll" tabindex="0" role="group" aria-label="Drawing of the trial ${name}">
      <svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">
        <title id="${id}-t">What happened in the trial “${name}”</title>
        <desc id="${id}-d">
          ${rounds} rounds in ${showDuration(spanMs)}; ${reds.length === 0 ? 'none was red' : `red ${reds.join(', ')}`} since the trial
          began.
        </desc>
        <defs>
          <pattern id="${id}-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" class="red" />
            <line x1="0" y1="0" x2="0" y2="6" class="hatch" />
          </pattern>
        </defs>
        ${phaseLabels(phases, x, bottom)}
        ${lanes.flatMap((lane, index) => laneLabels(marks, { lane, y: 20 + index * laneHeight, bottom, x }))}
        <text x="0" y="${healthTop + 12}" class="label">service</text>
        ${health.map(({ green, fromMs, toMs }) => html`<rect x="${x(fromMs)}" y="${healthTop}" width="${Math.max(1, round(x(toMs) - x(fromMs)))}" height="16" ${green ? html`class="green"` : html`fill="url(#${id}-h)"`} />`)}
        ${steps.map((step, index) => html`<text x="0" y="${stepsTop + index * rowHeight + 12}" class="label">${shorten(step.id)}</text>${bouts(step, events).map(({ fromMs, toMs, held }) => html`<rect x="${x(fromMs)}" y="${stepsTop + index * rowHeight + 3}" width="${Math.max(3, round(x(toMs) - x(fromMs)))}" height="11" rx="2" class="step ${held ? 'ok' : 'bad'}" />`)}`)}
        <line x1="${left}" x2="${width - 8}" y1="${bottom + 4}" y2="${bottom + 4}" class="axis" />
        ${ticks(beginMs, spanMs).map(ms => html`<line x1="${x(ms)}" x2="${x(ms)}" y1="${bottom + 4}" y2="${bottom + 8}" class="axis" /><text x="${x(ms)}" y="${bottom + 19}" class="tick">${showDuration(ms)}</text>`)}
      </svg>
    </div>
    <figcaption class="quiet">
      <span class="key up" aria-hidden="true"></span> service up <span class="key down" aria-hidden="true"></span> service down (hatched) ·
      time since the trial began
    </figcaption>
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

/** Labels that would run into the one before, or off the edge, are left out; the table has them all. */
function phaseLabels(phases: ReportTrial['phases'], x: (ms: number) => number, bottom: number): readonly Html[] {
  let freeFrom = 0;
  return phases.map(({ phase, startedMs }) => {
    const at = x(startedMs);
    const line = html`<line x1="${at}" x2="${at}" y1="2" y2="${bottom}" class="phase" />`;
    const end = at + 4 + phase.length * characterWidth;
    if (at < freeFrom || end > width) return line;
    freeFrom = end + 6;
    return html`${line}<text x="${at + 4}" y="11" class="phase-name">${phase}</text>`;
  });
}

interface Lane {
  readonly lane: string;
  readonly y: number;
  readonly bottom: number;
  readonly x: (ms: number) => number;
}

/** One kind of mark has one lane, so that labels of different kinds never meet; of one kind the later gives way. */
function laneLabels(marks: ReturnType<typeof timelineMarks>, { lane, y, bottom, x }: Lane): readonly Html[] {
  let freeFrom = left;
  return marks
    .filter(({ kind }) => kind === lane)
    .map(({ atMs, label }) => {
      const at = x(atMs);
      const length = label.length * characterWidth;
      const before = at + 5 + length > width;
      const begin = before ? at - 5 - length : at + 5;
      const line = html`<line x1="${at}" x2="${at}" y1="${y}" y2="${bottom}" class="mark-${lane}" />`;
      if (begin < freeFrom) return line;
      freeFrom = begin + length + 6;
      return html`${line}<text x="${before ? at - 5 : at + 5}" y="${y + 9}" class="mark-label${before ? ' before' : ''}">${label}</text>`;
    });
}

/** Between four and nine round numbers. */
function ticks(beginMs: number, spanMs: number): readonly number[] {
  const step =
    [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000].find(
      one => spanMs / one < 9,
    ) ?? 3_600_000;
  const first = Math.ceil(beginMs / step);
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => (first + index) * step).filter(
    ms => ms < beginMs + spanMs * 0.97,
  );
}

function shorten(id: string): string {
  const name = id.split('/').slice(-2).join('/');
  return name.length > 14 ? `…${name.slice(-13)}` : name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
