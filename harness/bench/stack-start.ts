import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../engines/processes/cache-folder.ts';
import type { Measure } from './measure.ts';
import { repeat } from './measure.ts';
import { firstGreenMs, gapsMs, journalOf, planOf } from './trial.ts';

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
    { what: 'trial: all gaps between phases', values: [gapsMs(whole) / 1000], unit: 's', limit: 0.5 },
  ];
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
