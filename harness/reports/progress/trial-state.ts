import type { DrillEvent, Phase, PlanFacts } from '../../model/event.ts';
import { cleanLine, settled } from '../clean-text.ts';
import { followRecovery } from './recovery-clock.ts';
import type { RecoveryClock } from './recovery-clock.ts';

/** What is known of a trial that is under way. Times are of the trial's own clock, in milliseconds since it began. */
export interface TrialState {
  readonly name: string;
  readonly facts: PlanFacts | undefined;
  /** Why it was begun again; empty at first. */
  readonly because: string;
  readonly phase: Phase;
  readonly phaseMs: number;
  /** Step that is running; empty when none is. */
  readonly step: string;
  readonly stepMs: number;
  /** The end of what that step printed. */
  readonly output: string;
  readonly health: '' | 'healthy' | 'down';
  readonly recovery: RecoveryClock;
  readonly ended: boolean;
  /** When the last event was, on the trial's clock and on the reader's. */
  readonly atMs: number;
  readonly heardMs: number;
}

/** Enough for the last lines of it, however long they are. */
const outputKept = 8_000;

/** What is known after an event. */
export function afterEvent(before: TrialState | undefined, name: string, event: DrillEvent, heardMs: number): TrialState {
  const known = before === undefined || event.type === 'trial.started' ? atFirst(name, event, heardMs) : before;
  return { ...known, ...changes(known, event), atMs: event.atMs, heardMs };
}

function atFirst(name: string, event: DrillEvent, heardMs: number): TrialState {
  return {
    name: cleanLine(name),
    facts: event.type === 'trial.started' ? event.facts : undefined,
    because: event.type === 'trial.started' ? (event.because ?? '') : '',
    phase: event.phase,
    phaseMs: event.atMs,
    step: '',
    stepMs: event.atMs,
    output: '',
    health: '',
    recovery: {},
    ended: false,
    atMs: event.atMs,
    heardMs,
  };
}

function changes(known: TrialState, event: DrillEvent): Partial<TrialState> {
  switch (event.type) {
    case 'phase.started':
      return { phase: event.phase, phaseMs: event.atMs, step: '', output: '' };
    case 'step.started':
      return { step: event.step, stepMs: known.step === event.step ? known.stepMs : event.atMs, output: '' };
    case 'step.output':
      return { output: (known.output + event.text).slice(-outputKept) };
    case 'step.ended':
      return event.last ? { step: '', output: '' } : {};
    case 'round':
      return { health: event.green ? 'healthy' : 'down', recovery: followRecovery(known.recovery, event) };
    case 'trial.ended':
      return { ended: true, step: '', output: '' };
    default:
      return {};
  }
}

/** What the trial's clock shows at a moment of the reader's. */
export function trialNow({ atMs, heardMs }: TrialState, now: number): number {
  return atMs + Math.max(0, now - heardMs);
}

/** The last lines of an output, as a terminal would show them. */
export function lastLines(output: string, most: number): readonly string[] {
  return settled(output)
    .split('\n')
    .map(line => cleanLine(line))
    .filter(line => line !== '')
    .slice(-most);
}
