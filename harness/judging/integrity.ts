import type { DrillEvent } from '../model/event.ts';

/** What is wrong with a journal's shape; undefined when it is whole. A cut or patched journal proves nothing. */
export function brokenJournal(events: readonly DrillEvent[]): string | undefined {
  if (events.length === 0) return 'the journal is empty';
  if (events[0]?.type !== 'trial.started') return 'the journal does not begin with the trial\'s start';
  if (events.filter(event => event.type === 'trial.started').length > 1) return 'the journal begins twice';
  let lastMs = 0;
  for (const [index, event] of events.entries()) {
    if (event.seq !== index) return `the journal has a gap: entry ${index} is numbered ${event.seq}`;
    if (!Number.isFinite(event.atMs) || event.atMs < 0) return `the journal's entry ${index} has no time`;
    if (event.atMs + 1 < lastMs) return `the journal's entry ${index} is earlier than the one before`;
    lastMs = event.atMs;
    if (event.type === 'round' && !(Number.isFinite(event.startedMs) && Number.isFinite(event.endedMs) && event.startedMs <= event.endedMs && event.startedMs >= 0)) return `the round at entry ${index} has no times`;
  }
  const rounds = events.filter(event => event.type === 'round');
  for (const [index, round] of rounds.entries()) {
    const before = rounds[index - 1];
    if (before !== undefined && round.startedMs + 1 < before.endedMs) return `the round at entry ${round.seq} began before the one before it had ended`;
  }
  const ends = events.filter(event => event.type === 'trial.ended');
  if (ends.length === 0) return 'the journal is cut off before the trial\'s end';
  return ends.length > 1 || events.at(-1)?.type !== 'trial.ended' ? 'the journal goes on after the trial\'s end' : undefined;
}
