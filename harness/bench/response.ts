import { removeTinyFolders, tinyOptions, tinyPlan } from '../drill/testing/tiny-drill.ts';
import { runTrial } from '../drill/run-trial.ts';
import type { Measure } from './measure.ts';
import { repeat } from './measure.ts';
import { phaseMs } from './trial.ts';

/** What a block costs, on a server that is down and stays down. */
export async function response(): Promise<readonly Measure[]> {
  const blocks =
    (count: number): (() => Promise<number>) =>
    async () => {
      const scripts = Array.from({ length: count }, (_, index) => ({ script: `true ${index}`, role: 'act' as const }));
      const events = await runTrial(
        tinyPlan(scripts, { facts: { budget: { provisionMs: 60_000, symptomMs: 10_000, recoveryMs: 500, controlMs: 0 } } }),
        tinyOptions(),
      );
      if (events.filter(event => event.type === 'step.ended').length !== count)
        throw new Error(`unexpected end of a trial before its ${count} steps`);
      return phaseMs(events, 'respond') / 1000;
    };
  try {
    return [
      { what: 'response: 3 trivial blocks', values: await repeat(5, blocks(3)), unit: 's', limit: 0.1 },
      { what: 'response: 100 trivial blocks', values: await repeat(5, blocks(100)), unit: 's', limit: 0.4 },
    ];
  } finally {
    removeTinyFolders();
  }
}
