import { z } from 'zod';
import { defineFault, serviceOf, type FaultContext } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected } from '../proof.ts';
import { hiddenFile } from './hidden-file.ts';
import { leaveSize, nothingTaken, proveNoSpace } from './no-space.ts';
import { sizedVolume, volumePath, wrongPath } from './sized-path.ts';

/** Takes all space of the volume that holds a path, with files that look like forgotten logs. */
export const volumeFull = defineFault<{ service: string; path: string; leave: number }>({
  kind: 'volume.full',
  about: 'A volume is full.',
  symptom: 'Writes fail with ENOSPC (PostgreSQL: 53100); reads, `SELECT 1` and `pg_isready` succeed.',
  example: { service: 'database', path: '/var/lib/postgresql/data' },
  settings: z.strictObject({
    service: z.string().describe('The service'),
    path: volumePath,
    leave: leaveSize,
  }) as never,
  needs: ['volume', 'files'],
  persistence: 'held',
  summarize: ({ service, path, leave }) => `the volume at ${path} of ${service} was full${leave === 0 ? '' : ` but for ${leave} bytes`}`,
  target: ({ service }) => service,
  check: wrongPath,
  async inject({ service: name, path, leave }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    const files = needed(service, 'files');
    const { volume, usage } = await sizedVolume(service, path);
    if (usage.availableBytes <= leave) return nothingTaken(path, `${usage.availableBytes} bytes`);
    const base = await freeName(pick, async one =>
      (await Promise.all(logsOf(one).map(file => files.exists(`${path}/${file}`)))).includes(true),
    );
    const names = logsOf(base);
    const reserve = hiddenFile(path, base);
    const probe = hiddenFile(path, base);
    const undo = async (): Promise<void> => {
      const ended = await Promise.allSettled([...names.map(file => `${path}/${file}`), reserve, probe].map(file => files.remove(file)));
      const failed = ended.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    };
    try {
      if (leave > 0) await files.write(reserve, '.'.repeat(leave));
      await volume.fill(path, names);
      if (leave > 0) await files.remove(reserve);
    } catch (thrown) {
      await undo().catch(() => {});
      throw notInjected(`the volume at ${path} of ${name} could not be filled`, thrown, 'Look whether the service can write there.');
    }
    return {
      proveEffect: () => proveNoSpace(service, { volume, path, leave, probe }, signal),
      undo,
    };
  },
});

/** As logs are rotated. */
function logsOf(base: string): readonly string[] {
  return [`${base}.3`, `${base}.2`, `${base}.1`];
}

/** A name that looks like a log's and is not taken yet. */
async function freeName(pick: FaultContext['pick'], isTaken: (name: string) => Promise<boolean>): Promise<string> {
  const base = pick(['access.log', 'app.log', 'debug.log', 'trace.log', 'export.csv']);
  for (const candidate of [base, `old-${base}`, `copy-of-${base}`]) if (!(await isTaken(candidate))) return candidate;
  return `${base}-${Date.now().toString(36)}`;
}
