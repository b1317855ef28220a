import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { showDuration } from '../../support/duration.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { sizeSetting } from '../size-setting.ts';
import { endedSince } from './ended-since.ts';
import { LoweredLimits, type Seen } from './lowered-limits.ts';

const lookMs = 2000;

/**
 * Lets no file of a service become longer than one of them is, as a limit of its unit or shell does when a log or a dump has grown to it.
 *
 * Programs that ignore SIGXFSZ get EFBIG, others are ended by it. A restart ends the limit.
 *
 * @example `process.file-size: { service: web, path: /srv/data/app.log }`
 */
export const processFileSize = defineFault<{ service: string; path: string; leave: number }>({
  kind: 'process.file-size',
  about: 'A file of a service has reached the size limit of its processes.',
  symptom: 'Writes that make a file longer fail with EFBIG, or end the process by SIGXFSZ; the disk has room and reads succeed.',
  example: { service: 'web', path: '/srv/data/app.log' },
  settings: z.strictObject({
    service: z.string().describe('The service'),
    path: z.string().startsWith('/', 'expected an absolute path inside the service').describe('A file that the service makes longer'),
    leave: sizeSetting({ most: '16g', such: '64k' }).default(0).describe('How much longer it may become, such as `64k`; 0'),
  }) as never,
  needs: ['process'],
  persistence: 'held',
  summarize: ({ service, path }) => `${path} of ${service} could become no longer`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name, path, leave }, { stack, signal }) {
    const service = serviceOf(stack, name);
    const limits = new LoweredLimits(service, 'fileSizeBytes');
    const ended = endedSince(service, await service.status({ health: false }));
    const sizeOf = async (abort: AbortSignal): Promise<number | undefined> => {
      // 3: not there.
      const script = 'test -e "$0" || exit 3; wc -c < "$0"';
      const { status, stdout, stderr } = await service.exec(['sh', '-c', script, path], { timeoutMs: lookMs, signal: abort });
      if (status === 3) return undefined;
      const size = Number.parseInt(stdout.trim(), 10);
      if (status === 0 && Number.isInteger(size)) return size;
      throw new Error(
        `the size of ${path} cannot be told: ${stderr.trim().split('\n')[0] ?? (status === 124 ? `no answer in ${showDuration(lookMs)}` : `status ${status}`)}`,
      );
    };
    try {
      const limit = ((await sizeOf(signal)) ?? 0) + leave;
      await limits.lower(() => limit);
    } catch (thrown) {
      throw notInjected(`the size limit of ${name} could not be set`, thrown, 'Look whether the service runs, and can read the file.');
    }
    return {
      proveEffect: () =>
        prove(`${path} of ${name}`, signal, async abort => {
          if (limits.count === 0) return { held: false, proof: `${name} had no processes` };
          const harmed = (await limits.lookAtHarmed()).map(seen => seen.filter(one => one.ours !== undefined));
          if (harmed.length === 0) {
            const how = await ended();
            return how === undefined
              ? { held: false, proof: `the processes of ${name} that had the limit are gone` }
              : { held: true, proof: `${name} ended ${how} under a limit on the size of its files` };
          }
          const isLifted = (one: Seen): boolean => one.process.limits.fileSizeBytes !== one.ours;
          const ours = harmed.find(group => !group.some(isLifted));
          if (ours === undefined) {
            const lifted = harmed.flat().find(isLifted)?.process;
            return {
              held: false,
              proof: `the limit of ${lifted?.program ?? '?'} (pid ${lifted?.pid ?? '?'}) of ${name} is ${lifted?.limits.fileSizeBytes ?? '?'} now`,
            };
          }
          const limit = Math.max(...ours.map(one => one.ours ?? 0));
          const size = await sizeOf(abort);
          if (size === undefined && limit > 0)
            return { held: false, proof: `${path} of ${name} is not there, so it may become ${limit} bytes long` };
          if ((size ?? 0) < limit) return { held: false, proof: `${path} of ${name} is ${size ?? 0} bytes long and may become ${limit}` };
          return {
            held: true,
            proof: `${path} of ${name} is ${size ?? 0} bytes long, and its ${ours.length} processes may make no file longer than ${limit} (EFBIG)`,
          };
        }),
      undo: () => limits.restore(),
    };
  },
});
