import type { DrillEvent } from '../model/event.ts';
import { showDuration } from '../support/duration.ts';
import { logText } from './ci/log-text.ts';
import { cleanLine } from './clean-text.ts';
import { painter } from './paint.ts';

/** What progress is written to: a terminal, or anything that takes text. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface ProgressOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
}

export interface Progress {
  event(scenario: string, trial: string, event: DrillEvent): void;
  /** Takes the live lines away and stops the clock. Safe to call again. */
  end(): void;
}

/** Where nothing else is heard of a trial, plain output says this often that it lives. */
const aliveEveryMs = 30_000;
const drawEveryMs = 250;

interface Live {
  readonly name: string;
  readonly startedMs: number;
  phase: string;
  phaseMs: number;
  step: string;
  stepMs: number;
  health: string;
  saidMs: number;
}

/**
 * Tells how trials get on. On a terminal one line per trial that is drawn again and again, with a clock, so that a silent step
 * still shows that it lives; elsewhere (pipes, CI, `TERM=dumb`) one line per thing that happened.
 */
export function makeProgress(out: ProgressOutput, { env = process.env, now = () => performance.now() }: ProgressOptions = {}): Progress {
  const live = out.isTTY === true && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';
  const paint = painter(live && env['NO_COLOR'] === undefined);
  const trials = new Map<string, Live>();
  const beganMs = now();
  let drawn = 0;
  let ended = false;

  const clear = (): string => (drawn === 0 ? '' : `\u001B[${drawn}F\u001B[0J`);
  const draw = (above = ''): void => {
    if (ended) return;
    const columns = (out.columns ?? 0) < 20 ? 80 : (out.columns ?? 80);
    const most = Math.max(1, Math.min(12, (out.rows ?? 24) - 2));
    const all = [...trials.values()].map(trial => fit(logText(describe(trial, now())), columns - 1));
    const lines = all.length > most ? [...all.slice(0, most - 1), `… and ${all.length - most + 1} more trials`] : all;
    out.write(`${clear()}${above}${lines.map(line => `${paint('dim', line)}\n`).join('')}`);
    drawn = lines.length;
  };
  const say = (trial: Live, text: string): void => {
    trial.saidMs = now();
    const line = logText(`[${stamp(now() - beganMs)}] ${trial.name}  ${text}\n`);
    if (live) draw(line);
    else out.write(line);
  };
  const timer = setInterval(
    () => {
      if (live) draw();
      else
        for (const trial of trials.values())
          if (now() - trial.saidMs >= aliveEveryMs) say(trial, `still in ${describePhase(trial, now())}`);
    },
    live ? drawEveryMs : 1_000,
  );
  timer.unref();

  return {
    event(scenario, name, event) {
      if (ended) return;
      const key = `${scenario} ${name}`;
      const at = now();
      const trial = trials.get(key) ?? {
        name: cleanLine(`${scenario} ${name}`),
        startedMs: at,
        phase: event.phase,
        phaseMs: at,
        step: '',
        stepMs: at,
        health: '',
        saidMs: at,
      };
      trials.set(key, trial);
      update(trial, event, at);
      const text = tell(event, name);
      if (text !== undefined) say(trial, text);
      if (event.type === 'trial.ended') {
        trials.delete(key);
        if (live) draw();
      }
    },
    end() {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      if (drawn > 0) out.write(clear());
    },
  };
}

function update(trial: Live, event: DrillEvent, at: number): void {
  if (event.type === 'phase.started') Object.assign(trial, { phase: event.phase, phaseMs: at, step: '' });
  if (event.type === 'step.started') Object.assign(trial, { step: cleanLine(event.step), stepMs: at });
  if (event.type === 'step.ended') trial.step = '';
  if (event.type === 'round') trial.health = event.green ? 'healthy' : 'down';
}

/** What is worth a line that stays. */
function tell(event: DrillEvent, trialName: string): string | undefined {
  switch (event.type) {
    case 'trial.started':
      return event.because === undefined ? 'begins' : `begins again (${event.because}, attempt ${event.attempt})`;
    case 'phase.ended':
      // In the control, service that stays down is what is looked for, and data that nobody can read is no surprise.
      if (trialName === 'without-runbook' && (event.phase === 'recovery' || event.phase === 'residual'))
        return event.phase === 'residual' ? undefined : event.held ? 'came back by itself' : 'stayed down';
      return event.phase === 'destroy' || event.held
        ? undefined
        : `${event.phase} did not hold${event.note === undefined ? '' : `: ${cleanLine(event.note)}`}`;
    case 'fault.injected':
      return `fault: ${cleanLine(event.summary)}`;
    case 'step.ended':
      if (!event.last) return undefined;
      return `step ${cleanLine(event.step)} ${event.held ? 'held' : `did not hold: ${cleanLine(event.message)}`} (${showDuration(event.durationMs)})`;
    case 'harness.failed':
      return `could not go on: ${cleanLine(event.message)}`;
    case 'unsupported':
      return `not supported: ${cleanLine(event.what)}`;
    case 'interrupted':
      return `interrupted: ${cleanLine(event.by)}`;
    case 'trial.ended':
      return 'ended';
    default:
      return undefined;
  }
}

function describe(trial: Live, at: number): string {
  return `${trial.name}  ${describePhase(trial, at)}${trial.health === '' ? '' : `  ${trial.health}`}`;
}

function describePhase({ phase, phaseMs, step, stepMs }: Live, at: number): string {
  const inPhase = `${phase} ${stamp(at - phaseMs)}`;
  return step === '' ? inPhase : `${inPhase}, step ${step} ${stamp(at - stepMs)}`;
}

/** `01:22`. */
function stamp(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A line that wraps would tear the drawing. */
function fit(line: string, columns: number): string {
  return line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
}
