import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines } from '../engines/index.ts';
import { cacheFolder } from '../engines/processes/cache-folder.ts';
import type { Measure } from './measure.ts';
import { repeat } from './measure.ts';
import type { Plan } from '../planning/plan.ts';
import { firstGreenMs, gapsMs, journalOf, planOf } from './trial.ts';

/** As many trials as prove a procedure with four acting steps. */
const sideBySide = 8;

/** How long until a stack serves, and what the phases of a whole trial lose between them. */
export async function stackStart(scenario: string): Promise<readonly Measure[]> {
  const plan = await planOf(scenario);
  const oneRound = async (): Promise<number> =>
    firstGreenMs(await journalOf(plan, 'as-written', { until: event => event.type === 'round' && event.green })) / 1000;
  await oneRound();
  const whole = await journalOf(plan, 'as-written');
  return [
    { what: 'stack: start to the first green round, warm', values: await repeat(5, oneRound), unit: 's', limit: 1 },
    { what: 'stack: start to the first green round, cold', values: await repeat(3, () => withColdCache(oneRound)), unit: 's', limit: 2.5 },
    { what: `stack: ${sideBySide} at once, until all are healthy`, values: await repeat(3, () => allHealthy(plan)), unit: 's' },
    { what: 'trial: all gaps between phases', values: [gapsMs(whole) / 1000], unit: 's', limit: 0.5 },
  ];
}

/** Seconds until the last of several stacks is healthy that begin at the same moment, as the trials of a scenario do. */
async function allHealthy({ stack, known }: Plan): Promise<number> {
  const engine = engines.find('processes');
  if (engine === undefined) throw new Error('unexpected absence of the engine "processes"');
  const began = performance.now();
  const started = await Promise.allSettled(
    Array.from({ length: sideBySide }, () =>
      engine.start(stack, {
        provisionMs: 60_000,
        standIns: known.shims.kinds,
        onStandIn: async () => 125,
        signal: new AbortController().signal,
      }),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const one of started) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]();
  for (const one of started) if (one.status === 'rejected') throw one.reason;
  return seconds;
}

/** Everything that was downloaded, and nothing that was made from it. */
async function withColdCache(once: () => Promise<number>): Promise<number> {
  const full = cacheFolder();
  const cold = await mkdtemp(join(tmpdir(), 'drillbook-cold-'));
  const before = process.env['DRILLBOOK_CACHE'];
  try {
    for (const name of await readdir(full))
      if (!name.includes('template') && name !== 'mount-point') await symlink(join(full, name), join(cold, name));
    process.env['DRILLBOOK_CACHE'] = cold;
    return await once();
  } finally {
    if (before === undefined) delete process.env['DRILLBOOK_CACHE'];
    else process.env['DRILLBOOK_CACHE'] = before;
    await rm(cold, { recursive: true, force: true });
  }
}
