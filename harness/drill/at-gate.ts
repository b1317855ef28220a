import type { DrillEvent } from '../model/event.ts';
import { deviates } from '../model/gate.ts';
import type { Rehearsal } from '../model/gate.ts';
import type { PlannedStep } from '../planning/plan.ts';
import { unlessAborted } from '../support/unless-aborted.ts';
import type { Asked, Gate } from './gate.ts';
import type { Operator } from './operator.ts';
import { runStep } from './run-step.ts';
import { typeLine } from './type-line.ts';
import type { Trial } from './trial.ts';

/** What became of one question: the step (perhaps edited) is to run, is left out, or nothing more is to be done. */
export type Passed =
  | { readonly go: 'run'; readonly step: PlannedStep }
  | { readonly go: 'leave-out'; readonly why: string; readonly kind: 'skip' | 'answered' }
  | { readonly go: 'finish' }
  | { readonly go: 'stop' };

/** The person at the gate during one procedure. */
export interface Attended {
  /** Asks about a step until it is decided, and records every choice before anything comes of it. */
  pass(about: Pick<Asked, 'id' | 'step' | 'number' | 'firstToAct' | 'what'>): Promise<Passed>;
  /** A step that was carried out, and can be run again. */
  ran(step: PlannedStep, id: string, held: boolean): void;
  /** A step that was answered or left out. */
  leftOut(): void;
  /** Whether the procedure was left: what then follows is for learning alone. */
  readonly deviated: boolean;
  /** The step that was carried out last, and whether it held at last. */
  readonly last: { readonly id: string; readonly step: PlannedStep; readonly held: boolean } | undefined;
  /** When the last step ended or was answered: from then on service must come back. Undefined when there was none. */
  readonly endedMs: number | undefined;
}

export function attend(trial: Trial, gate: Gate, operator: Operator, sinceMs: number): Attended {
  const by = decider(gate);
  const who = by === undefined ? {} : { by };
  let deviated = trial.plan.steps.some(({ omitted }) => omitted?.deviates === true);
  let last: { step: PlannedStep; id: string; held: boolean } | undefined;
  let endedMs: number | undefined;
  return {
    get deviated() {
      return deviated;
    },
    get last() {
      return last;
    },
    get endedMs() {
      return endedMs;
    },
    ran(step, id, held) {
      last = { step, id, held };
      endedMs = trial.now();
    },
    leftOut() {
      endedMs = trial.now();
    },
    async pass(about) {
      let shownMs = trial.now();
      let status: number | undefined;
      for (;;) {
        const decision = await unlessAborted(
          gate.decide({
            ...about,
            of: trial.plan.steps.length,
            script: trial.redaction.text(about.step.script),
            ...(last === undefined ? {} : { last: last.id }),
            ...(status === undefined ? {} : { status }),
            elapsedMs: () => trial.now() - sinceMs,
            signal: trial.signal,
          }),
          trial.signal,
        );
        const readMs = Math.round(trial.now() - shownMs);
        status = undefined;
        if (decision.action === 'note') trial.record({ type: 'noted', step: about.id, text: decision.text, ...who });
        else if (decision.action === 'diagnosis') trial.record({ type: 'diagnosed', text: decision.text, ...who });
        else {
          const { action, text } = decision;
          trial.record({ type: 'gate.decided', step: about.id, action, readMs, ...who, ...(text === undefined ? {} : { text }) });
          shownMs = trial.now();
          deviated ||= deviates(action);
          if (action === 'edit') return { go: 'run', step: edited(about.step, decision) };
          if (action === 'run') return { go: 'run', step: about.step };
          if (action === 'done') return { go: 'leave-out', why: said('done by a person', text), kind: 'answered' };
          if (action === 'not-done') return { go: 'leave-out', why: said('not done', text), kind: 'skip' };
          if (action === 'skip') return { go: 'leave-out', why: 'skipped at the gate', kind: 'skip' };
          if (action === 'finish' || action === 'stop') return { go: action };
          if (action === 'shell') status = await typeLine(trial, operator, decision.text, { ...decision, onOutput: gate.onOutput });
          if (action === 'again' && last !== undefined) {
            const { held } = await runStep(trial, operator, last.step, last.id, {
              before: attemptsOf(trial.journal.events, last.id),
            });
            last = { ...last, held };
            endedMs = trial.now();
          }
          shownMs = trial.now();
        }
        trial.endIfVoid();
      }
    },
  };
}

/** Of several, nobody knows which one pressed the key. */
function decider({ people }: Rehearsal): string | undefined {
  const operators = people.filter(({ role }) => role === 'operator');
  const able = operators.length > 0 ? operators : people.filter(({ role }) => role !== 'observer');
  return able.length === 1 ? able[0]?.name : undefined;
}

function edited(step: PlannedStep, { text, script }: { readonly text: string; readonly script: string }): PlannedStep {
  return { ...step, script, block: { ...step.block, script: text } };
}

function attemptsOf(events: readonly DrillEvent[], id: string): number {
  return events.filter(event => event.type === 'step.started' && event.step === id).length;
}

function said(what: string, text: string | undefined): string {
  return text === undefined || text === '' ? what : `${what}: ${text}`;
}
