import type { DrillEvent, EventOf, Phase, ProbeResult } from '../model/event.ts';

/** A round as the judge sees it: its colours come from its probes, not from what was recorded of them. */
export interface JudgedRound {
  readonly seq: number;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly phase: Phase;
  readonly probes: readonly ProbeResult[];
  /** The steady state holds and no write failed. */
  readonly steady: boolean;
  /** What the scenario calls recovered holds (the steady state where it says nothing else), and in the end the goal. */
  readonly restored: boolean;
}

export function roundsOf(events: readonly DrillEvent[]): readonly JudgedRound[] {
  const start = events[0];
  const unharmed = start?.type === 'trial.started' && start.trial === 'without-fault';
  return events
    .filter((event): event is EventOf<'round'> => event.type === 'round')
    .map(({ seq, startedMs, endedMs, phase, probes, failedWrites }) => {
      const held = (of: ProbeResult['of']): boolean => probes.every(probe => probe.of !== of || probe.held);
      const steady = held('steady') && failedWrites === 0 && probes.some(probe => probe.of === 'steady');
      const back = probes.some(probe => probe.of === 'recovered') ? held('recovered') || (unharmed && steady) : steady;
      return { seq, startedMs, endedMs, phase, probes, steady, restored: back && held('goal') };
    });
}

/** Whether a round shows the symptom: all named probes are red or, without names, the steady state does not hold. */
export function showsSymptom(round: JudgedRound, named: readonly string[]): boolean {
  return named.length === 0
    ? !round.steady
    : named.every(name => round.probes.some(probe => probe.name === name && probe.of !== 'recovered' && !probe.held));
}

/** Runs of neighbouring rounds for which it is true. */
export function runsOf(rounds: readonly JudgedRound[], matches: (round: JudgedRound) => boolean): readonly (readonly JudgedRound[])[] {
  const runs: JudgedRound[][] = [];
  for (const [index, round] of rounds.entries()) {
    if (!matches(round)) continue;
    const before = rounds[index - 1];
    if (before !== undefined && matches(before)) runs.at(-1)?.push(round);
    else runs.push([round]);
  }
  return runs;
}
