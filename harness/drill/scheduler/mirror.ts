import type { DrillEvent, EventOf, Phase, PlanFacts, PlannedStepFacts } from '../../model/event.ts';
import type { TrialKind } from '../../model/trial-kind.ts';
import type { Location } from '../../model/location.ts';
import type { TrialVerdict } from '../../model/verdict.ts';
import { errorAt } from './error-at.ts';
import type { StepScope } from './step-scope.ts';

/** Shows a scenario's trials as steps of its test while they run: trial, phase, step of the procedure. */
export interface Mirror {
  /** As `runScenario` tells: events of one trial in order, those of several mixed. They are redacted already. */
  event(trial: string, event: DrillEvent): void;
}

/** One trial that is under way. */
interface Shown {
  readonly kind: TrialKind;
  readonly facts: PlanFacts;
  readonly scope: StepScope;
  readonly events: DrillEvent[];
  phase?: StepScope;
  step?: { readonly id: string; readonly scope: StepScope; attempt?: StepScope };
}

const again = {
  'human-pace': 'repeated at human pace',
  alone: 'repeated alone',
  'second-attempt': 'second attempt',
} as const satisfies Readonly<Record<NonNullable<EventOf<'trial.started'>['because']>, string>>;

/** In these the control only looks on: that service did not come back is what it is for. */
const onlyWatched: ReadonlySet<Phase> = new Set(['recovery', 'hold', 'residual']);

export function mirror(test: StepScope, judgeTrial: (events: readonly DrillEvent[]) => TrialVerdict): Mirror {
  const trials = new Map<string, Shown>();
  return {
    event(name, event) {
      if (event.type === 'trial.started') trials.set(name, begin(test, event));
      const shown = trials.get(name);
      if (shown === undefined) return;
      shown.events.push(event);
      show(shown, event, judgeTrial);
    },
  };
}

function begin(test: StepScope, { trial, because, attempt, facts }: EventOf<'trial.started'>): Shown {
  const why = because === undefined ? (attempt > 1 ? ` (attempt ${attempt})` : '') : ` (${again[because]})`;
  return { kind: trial, facts, scope: test.begin(`${trial}${why}`, placeOf(facts)), events: [] };
}

function show(shown: Shown, event: DrillEvent, judgeTrial: (events: readonly DrillEvent[]) => TrialVerdict): void {
  const { facts, scope, kind } = shown;
  switch (event.type) {
    case 'phase.started':
      shown.phase?.end();
      delete shown.step;
      shown.phase = scope.begin(event.phase, placeOfPhase(event.phase, facts));
      break;
    case 'phase.ended': {
      const held = event.held || (kind === 'without-runbook' && onlyWatched.has(event.phase));
      shown.phase?.end(held ? undefined : errorAt(event.note ?? `${event.phase} did not hold`, placeOfPhase(event.phase, facts)));
      delete shown.phase;
      delete shown.step;
      break;
    }
    case 'fault.injected':
      (shown.phase ?? scope).begin(`fault: ${event.summary}`, event.location).end();
      break;
    case 'step.started': {
      const step = stepOf(facts, event.step);
      if (shown.step?.id === event.step && event.attempt > 1)
        shown.step.attempt = shown.step.scope.begin('tried again', step?.location ?? placeOf(facts));
      else
        shown.step = { id: event.step, scope: (shown.phase ?? scope).begin(titleOf(step, event.step), step?.location ?? placeOf(facts)) };
      break;
    }
    case 'step.ended': {
      if (shown.step?.id !== event.step) break;
      shown.step.attempt?.end();
      if (!event.last) break;
      shown.step.scope.end(event.held ? undefined : errorAt(whyNot(event), stepOf(facts, event.step)?.location ?? placeOf(facts)));
      delete shown.step;
      break;
    }
    case 'step.skipped': {
      const step = stepOf(facts, event.step);
      (shown.phase ?? scope).begin(`not run (${event.why}): ${titleOf(step, event.step)}`, step?.location ?? placeOf(facts)).end();
      break;
    }
    case 'trial.ended': {
      const verdict = judgeTrial(shown.events);
      const where = verdict.at ?? placeOf(facts);
      scope.end(verdict.outcome === 'verified' ? undefined : errorAt(`${verdict.outcome}: ${verdict.reason}: ${verdict.sentence}`, where));
      break;
    }
    default:
  }
}

/** Where a procedure begins that is followed. */
export function placeOf({ procedures, steps, scenarioFile }: Pick<PlanFacts, 'procedures' | 'steps' | 'scenarioFile'>): Location {
  return procedures[0]?.location ?? steps[0]?.location ?? { file: scenarioFile, line: 1, column: 1 };
}

/** What is done to the system stands in the scenario; all else is about the runbook. */
function placeOfPhase(phase: Phase, facts: PlanFacts): Location {
  return (phase === 'inject' || phase === 'effect' ? facts.faults[0]?.location : undefined) ?? placeOf(facts);
}

function stepOf(facts: PlanFacts, id: string): PlannedStepFacts | undefined {
  return facts.steps.find(step => step.id === id);
}

function titleOf(step: PlannedStepFacts | undefined, id: string): string {
  if (step === undefined) return id;
  const [first = '', ...more] = step.text.split('\n').filter(line => line.trim() !== '');
  return `${step.role}: ${first}${more.length === 0 ? '' : ' …'}`;
}

function whyNot({ status, timedOut, message }: EventOf<'step.ended'>): string {
  return `the step did not hold (${timedOut ? 'stopped at its time limit' : `exit ${status}`})${message === '' ? '' : `: ${message}`}`;
}
