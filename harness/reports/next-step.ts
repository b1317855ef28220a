import type { PlanFacts } from '../model/event.ts';
import type { Reason } from '../model/verdict.ts';

/** One line that says what to do next; empty where nothing is left to do. */
export function nextStep(reason: Reason, { scenarioFile, runbook }: Pick<PlanFacts, 'scenarioFile' | 'runbook'>): string {
  return steps[reason].replaceAll('{scenario}', scenarioFile).replaceAll('{runbook}', runbook);
}

const steps: Readonly<Record<Reason, string>> = {
  clean: '',
  interrupted: 'Drill again: drillbook drill {scenario}',
  'harness-error': 'Run drillbook doctor, then drill again; if it stays, report it with the journal.',
  unsupported: 'Use another engine (--engine), or take what is not supported out of the scenario.',
  'too-slow': 'Drill again with --workers 1, or on a machine with less to do.',
  'not-prepared': 'Mend `prepare` in {scenario}.',
  'baseline-unhealthy': 'Look at the probes of `steadyState` in {scenario}: they must be green before anything is broken.',
  'already-there': 'Let `prepare` in {scenario} take the goal away, or ask for something that is not so yet.',
  'fault-ineffective': 'Look at the fault in {scenario}: it must hit what the procedure mends, and last until then.',
  'no-symptom': 'Give {scenario} a probe that does what a user does and notices this fault (write and read back through the application).',
  deviated: 'Let the procedure be followed as written: drop the `skip` in {scenario}, or mend {runbook}.',
  incomplete:
    'Say in {scenario} what is left open: `answer` a manual step, `inline: run` an unfenced command, or give an acting step its role.',
  'not-restored': 'Look at the step above and at what its block passed over; see the timeline in the report.',
  'restored-late': 'Look at the slowest steps in the report, or set `rto` to what the service can bear.',
  relapsed: 'Mend the cause, not the symptom: see in the report what turned red again.',
  'data-lost': 'See in the report how many writes the control lost as well; the rest the procedure lost.',
  'step-failed': 'Mend the step in {runbook}, or say which status it may have: {"exit":"0,1"}.',
  harmful: 'Let the procedure check first whether it is needed, and do no more than that.',
  'not-repeatable': 'Make the steps safe to follow twice: somebody will.',
  'cause-remains': 'Add the step that takes the cause away, or say `cause: may-remain` in {scenario}.',
  'self-heals': 'Choose a fault that lasts, or ask whether this runbook is needed at all.',
  'too-close': 'Drill again; to tell for certain, ask the probes more often or leave more room in the target.',
};
