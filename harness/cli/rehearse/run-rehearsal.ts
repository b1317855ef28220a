import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runScenario } from '../../drill/run-scenario.ts';
import type { Failure } from '../../drill/scheduler/run-scheduler.ts';
import type { Engine } from '../../engines/engine.ts';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import { redaction } from '../../evidence/redaction.ts';
import { judgeTrial } from '../../judging/judge-trial.ts';
import type { DrillEvent } from '../../model/event.ts';
import type { Rehearsal } from '../../model/gate.ts';
import type { Plan } from '../../planning/plan.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { painter } from '../../reports/paint.ts';
import { wantsColor } from '../../reports/wants-color.ts';
import { showDuration } from '../../support/duration.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { CommandIo, TerminalInput } from '../command.ts';
import { unguarded } from '../guarded-output.ts';
import { narrator as makeNarrator } from './narrate.ts';
import { personGate } from './person-gate.ts';
import { reveal } from './reveal.ts';
import { soFar } from './so-far.ts';
import { openTerminal } from './terminal.ts';

export interface RehearsalToRun extends Rehearsal {
  /** Its signal ends the rehearsal, whatever happens. */
  readonly io: CommandIo;
  readonly input: TerminalInput;
  readonly evidence: EvidenceFolder;
  readonly engine: Engine;
  readonly keep: boolean;
  /** The input has ended: as an interruption. */
  readonly onEnd: (by: string) => void;
}

export interface Rehearsed {
  /** What no journal tells of. */
  readonly failures: readonly Failure[];
  /** Of the trial with the person. */
  readonly events: readonly DrillEvent[];
  /** Whether it was said already what a blind rehearsal hides. */
  readonly revealed: boolean;
}

/** Runs the scenario in this process with a person at the gate, and the control beside it in silence. */
export async function runRehearsal(
  plan: Plan,
  { io, input, evidence, engine, keep, onEnd, ...rehearsal }: RehearsalToRun,
): Promise<Rehearsed> {
  const { stdout, env, cwd, signal } = io;
  const hide = redaction(plan.secrets).text;
  const paint = painter(wantsColor(true, env));
  const say = (text: string): void => void stdout.write(text);
  const narrator = makeNarrator(say, paint, { blind: rehearsal.blind, planned: plan.facts.planned });
  const texts = textsOf(plan, cwd);
  const events: DrillEvent[] = [];
  let revealed = false;
  const terminal = openTerminal({
    input,
    output: unguarded(stdout),
    dumb: env['TERM'] === 'dumb',
    onEnd: by => (by === 'SIGINT' ? void process.kill(process.pid, 'SIGINT') : onEnd(by)),
  });
  const interrupted = (): void => {
    terminal.close();
    say('\n interrupted: taking the copy away, keeping the evidence …\n');
  };
  signal.addEventListener('abort', interrupted, { once: true });
  const gate = personGate({
    ...rehearsal,
    plan,
    terminal,
    narrator,
    markdown: file => texts.get(file),
    hide,
    say,
    paint,
    // A terminal may report 0 of each.
    size: () => ({ columns: atLeast(stdout.columns, 20, 80), rows: atLeast(stdout.rows, 8, 24) }),
    env,
    cwd,
    folder: evidence.path,
    signal,
    onEnd: () => onEnd('end of input'),
    ...(keep
      ? {
          onKept: () => {
            say(`\n${soFar(events)}`);
            if (rehearsal.blind) say(reveal(events));
            revealed = true;
          },
        }
      : {}),
  });
  try {
    await runScenario(plan, {
      engine,
      evidence: evidence.path,
      genesis: evidence.genesis,
      drillbook: evidence.header.drillbook,
      judgeTrial,
      gate,
      signal,
      onEvent(trial, event) {
        if (trial !== 'as-written') return;
        events.push(event);
        narrator.event(event);
        if (event.type === 'trial.ended' && !signal.aborted && events.some(({ type }) => type === 'fault.injected'))
          say(paint('dim', ` waiting for the control, which watches a little longer what nobody mends${howLong(events)} …\n`));
      },
    });
    return { failures: [], events, revealed };
  } catch (thrown) {
    return { failures: [{ scenario: plan.facts.scenario, message: cleanLine(messageOf(thrown)) }], events, revealed };
  } finally {
    signal.removeEventListener('abort', interrupted);
    terminal.close();
  }
}

/** The runbooks as they are when the rehearsal begins; what cannot be read any more is shown without its words. */
function textsOf({ runbooks }: Plan, cwd: string): ReadonlyMap<string, string> {
  return new Map(
    runbooks.flatMap(({ file }) => {
      try {
        return [[file, readFileSync(resolve(cwd, file), 'utf8')] as const];
      } catch {
        return [];
      }
    }),
  );
}

/** The control watches a tenth longer than the trial needed from the fault on. */
function howLong(events: readonly DrillEvent[]): string {
  const from = events.find(({ type }) => type === 'fault.injected')?.atMs;
  const to = events.findLast(({ type, phase }) => type === 'phase.ended' && phase === 'hold')?.atMs;
  return from === undefined || to === undefined ? '' : `, about ${showDuration((to - from) / 10)}`;
}

function atLeast(value: number | undefined, least: number, otherwise: number): number {
  return value === undefined || value < least ? otherwise : value;
}
