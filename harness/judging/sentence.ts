import { stepLeftBehind, type TrialKind } from '../model/trial-kind.ts';
import type { Reason } from '../model/verdict.ts';

const sentences: Readonly<Record<Reason, string>> = {
  clean: 'restored service',
  interrupted: 'was interrupted',
  'harness-error': 'could not be tried: drillbook could not do its work',
  unsupported: 'could not be tried: something is not supported',
  'too-slow': 'could not be judged: this machine was too slow',
  'not-prepared': 'could not be tried: the preparation failed',
  'baseline-unhealthy': 'could not be tried: the system was not healthy before',
  'already-there': 'could not be tried: the goal was reached before',
  'fault-ineffective': 'could not be tried: the fault had no effect',
  'no-symptom': 'could not be tried: nobody would have noticed the fault',
  deviated: 'was not followed as written',
  incomplete: 'could not be followed to its end',
  'not-restored': 'did not restore service',
  'restored-late': 'restored service too late',
  relapsed: 'restored service only for a moment',
  'data-lost': 'lost data',
  'step-failed': 'has a step that fails',
  harmful: 'did harm',
  'not-repeatable': 'does harm when it is followed twice',
  'cause-remains': 'left the cause in place',
  'self-heals': 'cannot be credited: the system came back by itself',
  'too-close': 'came too close to its target to tell',
};

/** An outcome as a sentence about the procedure. */
export function sentenceOf(reason: Reason, kind: TrialKind, planned: boolean, detail: string): string {
  const words = reason === 'clean' ? clean(kind, planned) : reason === 'not-repeatable' ? notRepeatable(kind) : sentences[reason];
  return detail === '' ? words : `${words}: ${detail}`;
}

function notRepeatable(kind: TrialKind): string {
  const behind = stepLeftBehind(kind);
  if (behind !== undefined) return `fails when it is left after step ${behind} and begun again`;
  return kind === 'concurrent' ? 'fails when two people follow it at once' : sentences['not-repeatable'];
}

function clean(kind: TrialKind, planned: boolean): string {
  if (kind === 'without-runbook') return 'without the runbook the system stayed down';
  if (kind === 'without-fault') return 'did no harm to a healthy system';
  if (kind === 'twice') return 'did no harm when followed twice';
  if (kind === 'elsewhere' && !planned) return 'restored service at a place that has only what it names';
  const behind = stepLeftBehind(kind);
  if (behind !== undefined) return `restored service although it was left after step ${behind} and begun again`;
  if (kind === 'concurrent') return 'restored service when two people followed it at once';
  return planned ? 'reached its goal' : sentences.clean;
}
