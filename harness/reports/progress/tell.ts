import type { DrillEvent, EventOf, Phase, PlanFacts } from '../../model/event.ts';
import { showDuration } from '../../support/duration.ts';
import { cleanLine } from '../clean-text.ts';
import { fitLine } from '../fit-line.ts';
import { lastLines } from './trial-state.ts';
import type { TrialState } from './trial-state.ts';

/** Something that happened, as a line that stays. */
export interface Told {
  readonly text: string;
  /** Something did not go as it should; a terminal shows only these of many scenarios. */
  readonly amiss: boolean;
  /** The end of what a step printed that did not hold. */
  readonly output?: readonly string[];
}

/** Lines of output that a failure shows; the report has all. */
const outputLines = 10;
const longestLine = 500;
/** Where they are looked for: a step may print a lot. */
const looked = 20_000;
/** What begins is worth a line; the others end in one. */
const toldPhases: ReadonlySet<Phase> = new Set(['baseline', 'symptom', 'respond', 'recovery', 'hold', 'residual']);

/** What an event says to people who read along; undefined where that is nothing. Never a verdict: that is the judge's. */
export function tell(event: DrillEvent, { name, facts }: TrialState): Told | undefined {
  switch (event.type) {
    case 'trial.started':
      return event.because === undefined
        ? fine(`begins on ${cleanLine(event.engine)}`)
        : amiss(`begins again (${event.because}, attempt ${event.attempt})`);
    case 'phase.started':
      return toldPhases.has(event.phase) ? fine(event.phase) : undefined;
    case 'phase.ended':
      return phaseEnded(event, name);
    case 'fault.injected':
      return fine(`fault: ${cleanLine(event.summary)}`);
    case 'fault.effect':
      if (event.when === 'residual') return undefined;
      return event.held
        ? event.when === 'effect' || event.when === 'during'
          ? fine(`fault proven: ${cleanLine(event.proof)}`)
          : undefined
        : amiss(`fault not proven: ${cleanLine(event.proof)}`);
    case 'step.ended':
      return event.last ? stepEnded(event, facts) : undefined;
    case 'step.skipped':
      return fine(`step ${stepAt(event.step, facts)} not run: ${cleanLine(event.why)}`);
    case 'procedure.stopped':
      return fine(`the procedure stops at step ${stepAt(event.step, facts)}`);
    case 'not-clear-to-act':
      return amiss(`not clear to act, ${event.why}: ${cleanLine(event.message)}`);
    case 'harness.failed':
      return amiss(`could not go on: ${cleanLine(event.message)} (${cleanLine(event.hint)})`);
    case 'unsupported':
      return amiss(`not supported: ${cleanLine(event.what)}`);
    case 'interrupted':
      return amiss(`interrupted: ${cleanLine(event.by)}`);
    case 'trial.ended':
      return fine('ended');
    default:
      return undefined;
  }
}

function phaseEnded({ phase, held, note }: EventOf<'phase.ended'>, trial: string): Told | undefined {
  // In the control, service that stays down is what is looked for, and data that nobody can read is no surprise.
  if (trial === 'without-runbook' && (phase === 'recovery' || phase === 'residual'))
    return phase === 'residual' ? undefined : held ? amiss('came back by itself') : fine('stayed down');
  // Its steps have said so already.
  const said = phase === 'destroy' || (phase === 'respond' && note === undefined);
  return said || held ? undefined : amiss(`${phase} did not hold${note === undefined ? '' : `: ${cleanLine(note)}`}`);
}

function stepEnded(event: EventOf<'step.ended'>, facts: PlanFacts | undefined): Told {
  const { step, held, message, durationMs, masked, stdout, stderr } = event;
  const at = stepAt(step, facts);
  const took = showDuration(durationMs);
  const passed = masked.map(({ location, status }) => `, passed over status ${status} at ${cleanLine(location.file)}:${location.line}`);
  if (held) return { text: `step ${at} held, ${took}${passed.join('')}`, amiss: masked.length > 0 };
  return {
    text: `step ${at} did not hold, ${took}: ${cleanLine(message)}${passed.join('')}`,
    amiss: true,
    output: lastLines(`${stdout.slice(-looked)}\n${stderr.slice(-looked)}`, outputLines).map(line => fitLine(line, longestLine)),
  };
}

/** `fix/1 (runbook.md:10)`. */
function stepAt(id: string, facts: PlanFacts | undefined): string {
  const location = facts?.steps.find(step => step.id === id)?.location;
  return `${cleanLine(id)}${location === undefined ? '' : ` (${cleanLine(location.file)}:${location.line})`}`;
}

function fine(text: string): Told {
  return { text, amiss: false };
}

function amiss(text: string): Told {
  return { text, amiss: true };
}
