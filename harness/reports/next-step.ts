import { showLocation } from '../model/location.ts';
import type { DrillEvent, EventOf, EventType, PlanFacts } from '../model/event.ts';
import type { ScenarioRun } from '../model/run.ts';
import type { Reason, ScenarioVerdict } from '../model/verdict.ts';

/** One line that says what to do next, as near to what happened as the journals allow; empty where nothing is left to do. */
export function nextStep(run: ScenarioRun, verdict: Pick<ScenarioVerdict, 'reason' | 'trials' | 'withReader'>): string {
  const { facts } = run;
  const { reason } = verdict;
  if (lacksTrial(run, verdict)) return 'Drill again without --trials: this verdict needs trials that were not run.';
  const deciding = verdict.trials.findLastIndex(trial => trial.reason === reason);
  const seen = caseOf(facts, run.trials[deciding]?.events ?? []);
  const said = (verdict.withReader === true ? afterRehearsal[reason] : undefined) ?? inCase[reason]?.(seen) ?? usually[reason];
  return said.replaceAll('{scenario}', facts.scenarioFile).replaceAll('{runbook}', facts.runbook);
}

/** `incomplete` for want of a trial is no fault of any file. */
function lacksTrial({ trials }: ScenarioRun, { reason, trials: verdicts }: Pick<ScenarioVerdict, 'reason' | 'trials'>): boolean {
  return reason === 'incomplete' && trials.length > 0 && verdicts.every(verdict => verdict.reason !== 'incomplete');
}

/** Where somebody was at the gate, the drill itself stands beside it: as written, and without a reader. */
const afterRehearsal: Readonly<Partial<Record<Reason, string>>> = {
  interrupted: 'Rehearse again: drillbook rehearse {scenario}',
  deviated: 'Put what you learned into {runbook}, then see whether it works as written: drillbook drill {scenario}',
  'restored-late': 'See in the report how much of it was reading, and how long it takes without: drillbook drill {scenario}',
};

const usually: Readonly<Record<Reason, string>> = {
  clean: '',
  interrupted: 'Drill again: drillbook drill {scenario}',
  'harness-error': 'Run drillbook doctor, then drill again; if it stays, report it with the journal.',
  unsupported: 'Drill on another engine (--engine), or take what is not supported out of the scenario or its stack.',
  'too-slow': 'Drill again with --workers 1, or on a machine with less to do.',
  'not-prepared': 'Mend `prepare` in {scenario}.',
  'baseline-unhealthy': 'Look at the probes of `steadyState` in {scenario}: they must be green before anything is broken.',
  'already-there': 'Let `prepare` in {scenario} take the goal away, or ask for something that is not so yet.',
  'fault-ineffective': 'Look at the fault in {scenario}: it must hit what the procedure mends, and last until then.',
  'no-symptom': 'Give {scenario} a probe that does what a user does and notices this fault (write and read back through the application).',
  deviated: 'Let the procedure be followed as written: drop the `skip` in {scenario}, or mend {runbook}.',
  incomplete:
    'Say in {scenario} what is left open: `answer` a manual step, `inline: run` or `skip` a command that stands in no step, or give an acting step its role.',
  'not-restored': 'Compare the fault in {scenario} with what {runbook} mends.',
  'restored-late': 'Look at the slowest steps in the report, or set `rto` to what the service can bear.',
  relapsed: 'Mend the cause, not the symptom: see in the report what turned red again.',
  'data-lost': 'Keep what was accepted before the step that loses it; the report tells how many writes the control lost as well.',
  'step-failed': 'Mend the step in {runbook}, or say which status it may have: {"exit":"0,1"}.',
  harmful: 'Let the procedure check first whether it is needed, and do no more than that.',
  'not-repeatable': 'Make the steps safe to follow twice: somebody will.',
  'cause-remains': 'Add the step that takes the cause away, or say `cause: may-remain` in {scenario}.',
  'self-heals': 'Choose a fault that lasts, or ask whether this runbook is needed at all.',
  'too-close': 'Drill again; to tell for certain, ask the probes more often or leave more room in the target.',
};

/** What a trial's journal shows. */
interface Case {
  readonly facts: PlanFacts;
  first<T extends EventType>(type: T, that?: (event: EventOf<T>) => boolean): EventOf<T> | undefined;
  /** Place and role of a step. */
  step(id: string): PlanFacts['steps'][number] | undefined;
}

function caseOf(facts: PlanFacts, events: readonly DrillEvent[]): Case {
  return {
    facts,
    first: (type, that = () => true) => events.find((event): event is EventOf<typeof type> => event.type === type && that(event as never)),
    step: id => facts.steps.find(step => step.id === id),
  };
}

/** What is better said than usual, where the journal shows which case it is. */
const inCase: Partial<Readonly<Record<Reason, (seen: Case) => string | undefined>>> = {
  'harness-error': ({ first }) => {
    const failed = first('harness.failed');
    return failed === undefined || failed.hint === '' ? undefined : failed.hint;
  },
  unsupported: ({ facts, first }) => {
    const what = first('unsupported');
    if (what?.phase !== 'respond') return undefined;
    return `Let ${facts.runbook} use what a stand-in knows (docs/stand-ins.md), or put a tool of your own on the bastion (\`bastion.path\`).`;
  },
  'not-prepared': ({ first }) => {
    const at = first('prepared', ({ held }) => !held)?.location;
    return at === undefined ? undefined : `Mend \`prepare\` at ${showLocation(at)}.`;
  },
  'baseline-unhealthy': ({ facts, first }) => {
    const ended = first('phase.ended', ({ phase }) => phase === 'baseline');
    const red = first('round', ({ phase, probes }) => phase === 'baseline' && probes.some(({ held, of }) => !held && of !== 'goal'));
    return facts.hasLoad && red === undefined && ended !== undefined
      ? `Look at \`load\` in ${facts.scenarioFile}: its writes must be acknowledged before anything is broken.`
      : undefined;
  },
  'fault-ineffective': ({ facts, first }) =>
    first('not-clear-to-act') === undefined
      ? undefined
      : `The fault was over before the first acting step: let it last in ${facts.scenarioFile}, or shorten what ${facts.runbook} does before.`,
  'no-symptom': ({ facts, first }) => {
    const recovers = first(
      'round',
      ({ phase, probes }) => phase === 'symptom' && probes.some(({ of, held }) => of === 'recovered' && held),
    );
    if (recovers !== undefined && first('not-clear-to-act') === undefined && first('step.started') !== undefined)
      return `Let the probes of \`recovered\` in ${facts.scenarioFile} ask for something that this fault takes away.`;
    if (first('not-clear-to-act') !== undefined || first('phase.started', ({ phase }) => phase === 'respond') !== undefined)
      return `Service came back before the first acting step: choose a fault in ${facts.scenarioFile} that lasts.`;
    return facts.symptomProbes.length === 0
      ? undefined
      : `Look at \`symptom\` in ${facts.scenarioFile}: each probe that it names must notice this fault, within \`budget.symptom\`.`;
  },
  'not-restored': ({ facts, first, step }) => {
    const acts = (id: string): boolean => step(id)?.role !== 'diagnose';
    const masked = first('step.ended', ended => acts(ended.step) && ended.masked.length > 0)?.masked[0];
    if (masked !== undefined) return `Begin at ${showLocation(masked.location)}: that command failed, and its block went on.`;
    const failed = first('step.ended', ended => ended.last && !ended.held);
    const at = failed === undefined ? undefined : step(failed.step)?.location;
    if (failed !== undefined)
      return `Begin at step ${failed.step}${at === undefined ? '' : ` (${showLocation(at)})`}, which did not hold; the report has its output.`;
    // Without it the usual line claims nothing about steps.
    return first('step.ended') === undefined
      ? undefined
      : `All steps held, and service stayed away: compare the fault in ${facts.scenarioFile} with what ${facts.runbook} mends.`;
  },
  'step-failed': ({ facts, first, step }) => {
    const failed =
      first('step.ended', ended => ended.last && !ended.held && step(ended.step)?.role !== 'diagnose') ??
      first('step.ended', ended => ended.last && !ended.held);
    const at = failed === undefined ? undefined : step(failed.step)?.location;
    if (failed === undefined || at === undefined) return undefined;
    const where = showLocation(at);
    if (failed.syntaxError) return `Mend the shell syntax at ${where}; what is no command wants another language than bash on its fence.`;
    if (failed.status === 127)
      return `Correct the command at ${where}, or put it on the bastion: \`bastion: { packages: … }\` or \`path\` in the stack.`;
    if (failed.status === 126) return `Make the file at ${where} executable, or call it by its interpreter.`;
    if (failed.timedOut) return `Let the step at ${where} end sooner, or raise its time limit: {"timeout":"5m"}.`;
    if (failed.status === 0) return `Mend the step at ${where}, or what it is expected to print (\`expect\`, the output block).`;
    return `Mend the step at ${where}, or say in ${facts.runbook} which status it may have: {"exit":"0,${failed.status}"}.`;
  },
  harmful: ({ facts, first }) => {
    const breached = first('round', ({ probes }) => probes.some(({ of, held }) => of === 'never' && !held));
    const probe = breached?.probes.find(({ of, held }) => of === 'never' && !held);
    return probe === undefined
      ? undefined
      : `Mend the step that breaches "${probe.name}", which ${facts.scenarioFile} says must never happen; the timeline shows when.`;
  },
};
