import type { DrillEvent, EventOf, Phase } from '../../model/event.ts';
import { cleanLine, cleanText, settled } from '../../reports/clean-text.ts';
import type { Paint } from '../../reports/paint.ts';
import { showDuration } from '../../support/duration.ts';

/** Lines of a step's output that are shown as they come; all of it is shown on request. */
const mostLines = 20;
const longestLine = 500;

const begins: Readonly<Partial<Record<Phase, string>>> = {
  provision: 'starting a fresh copy of the system',
  prepare: 'preparing it',
  baseline: 'looking whether it is healthy',
  symptom: 'waiting until users notice',
  recovery: 'waiting until service is back',
  hold: 'watching whether it stays',
  residual: 'looking at what is left',
  destroy: 'taking the copy away',
};
const ends: Readonly<Partial<Record<Phase, readonly [held: string | undefined, not: string]>>> = {
  provision: ['the copy runs', 'the copy could not be started'],
  prepare: [undefined, 'it could not be prepared'],
  baseline: ['it is healthy', 'it is not healthy'],
  inject: [undefined, 'it could not be broken'],
  effect: [undefined, 'what was done to it had no effect'],
  symptom: ['users notice', 'nobody notices'],
  recovery: ['service is back', 'service is not back'],
  hold: ['it stays', 'it does not stay'],
  destroy: ['nothing is left', 'something may be left'],
};

const goal = ['the goal is reached', 'the goal is not reached'] as const;
/** Notes of these may name the fault. */
const tells: ReadonlySet<Phase> = new Set(['provision', 'prepare', 'inject', 'effect', 'destroy']);

/** Tells in plain lines how a rehearsal goes on. */
export interface Narrator {
  event(event: DrillEvent): void;
  /** Colour of the last round. */
  readonly health: 'up' | 'down' | undefined;
  /** All that the last step printed. */
  readonly output: string;
}

export function narrator(
  say: (text: string) => void,
  paint: Paint,
  { blind, planned }: { readonly blind: boolean; /** A procedure that has a goal, and no fault. */ readonly planned: boolean },
): Narrator {
  let health: 'up' | 'down' | undefined;
  let output = '';
  let lines = 0;
  let partial = '';
  let red = '';
  let startedMs = 0;
  const line = (text: string): void => say(` ${text}\n`);
  const show = (text: string): void => {
    lines++;
    if (lines <= mostLines)
      say(`   ${paint('dim', '│')} ${cleanText(text.slice(0, longestLine))}${text.length > longestLine ? ' …' : ''}\n`);
    else if (lines === mostLines + 1) say(`   ${paint('dim', '│ … more: o shows all of it')}\n`);
  };
  const printed = ({ text }: EventOf<'step.output'>): void => {
    const parts = `${partial}${text}`.split('\n');
    partial = parts.pop() ?? '';
    for (const part of parts) show(settled(part));
  };
  return {
    get health() {
      return health;
    },
    get output() {
      return output;
    },
    event(event) {
      switch (event.type) {
        case 'phase.started':
          startedMs = event.atMs;
          if (begins[event.phase] !== undefined)
            line(
              paint(
                'dim',
                `${planned && event.phase === 'recovery' ? 'waiting until the goal is reached' : (begins[event.phase] ?? '')} …`,
              ),
            );
          break;
        case 'phase.ended': {
          const words = (planned && event.phase === 'recovery' ? goal : ends[event.phase])?.[event.held ? 0 : 1];
          const why =
            event.phase === 'symptom' && event.held ? red : event.held || (blind && tells.has(event.phase)) ? '' : (event.note ?? '');
          if (words !== undefined)
            line(
              `${sign(event.held, paint)} ${words}${why === '' ? '' : `: ${cleanLine(why)}`} ${paint('dim', showDuration(event.atMs - startedMs))}`,
            );
          break;
        }
        case 'round': {
          health = event.green ? 'up' : 'down';
          const probe = event.probes.find(({ held, of }) => !held && of !== 'never');
          if (probe !== undefined) red = `${probe.name}: ${probe.message}`;
          break;
        }
        case 'fault.injected':
          line(blind ? 'something was broken; what it was is told at the end' : `fault: ${cleanLine(event.summary)}`);
          break;
        case 'step.started':
          lines = 0;
          partial = '';
          if (event.attempt > 1) line(paint('dim', `attempt ${event.attempt}`));
          break;
        case 'step.output':
          printed(event);
          break;
        case 'step.ended':
          if (partial !== '') show(settled(partial));
          partial = '';
          output = settled(`${event.stdout}${event.stdout === '' || event.stdout.endsWith('\n') ? '' : '\n'}${event.stderr}`);
          if (event.last || event.held)
            line(
              `${sign(event.held, paint)} ${event.held ? `held, status ${event.status}` : `did not hold: ${cleanLine(event.message)}`} ${paint('dim', showDuration(event.durationMs))}`,
            );
          break;
        case 'step.skipped':
          line(paint('dim', `not run: ${cleanLine(event.step)}: ${cleanLine(event.why)}`));
          break;
        case 'procedure.stopped':
          line(
            event.why === 'gate'
              ? 'the procedure stops here: its own check says to go no further'
              : 'the procedure stops here: onFail is stop',
          );
          break;
        case 'unsupported':
          line(`${paint('yellow', '!')} not supported: ${cleanLine(event.what)}; no verdict can come of it any more`);
          break;
        case 'deviated':
        case 'incomplete':
          line(`${paint('yellow', '!')} ${cleanLine(event.message)}; no verdict can come of it, but you can go on and learn`);
          break;
        case 'not-clear-to-act':
        case 'harness.failed':
          line(`${paint('yellow', '!')} could not go on: ${blind ? 'what stood in the way is told at the end' : cleanLine(event.message)}`);
          break;
        default:
      }
    },
  };
}

function sign(held: boolean, paint: Paint): string {
  return held ? paint('green', '✓') : paint('red', '✗');
}
