import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { floodedList } from './flooded-list.ts';
import { checkPlace, injectInto, placeShape, whereOf, wrongPlace, type WhereSettings } from './place.ts';
import { toldPlace } from './told-place.ts';

/** What is put there lies in the memory of this machine: the harness's, and the server's. */
const mostBytes = 256 * 1024 ** 2;

const ends = z.enum(['left', 'right']);

interface Settings extends WhereSettings {
  readonly redis?: { readonly service: string; readonly list: string; readonly end?: 'left' | 'right' | undefined } | undefined;
  readonly end?: 'left' | 'right' | undefined;
  readonly count: number;
}

/** Puts more jobs into a queue than its workers can take, as a retry storm or a wrong loop does. */
export const queueFlood = defineFault<Settings>({
  kind: 'queue.flood',
  about: 'A queue holds far more jobs than its workers can take: a Redis list, a table, or what commands reach.',
  symptom: 'New jobs wait behind the flood; the server answers, and takes jobs.',
  example: { service: 'redis', list: 'jobs', count: 100_000, job: '{"id":${n}}' },
  settings: z
    .strictObject({
      service: z.string().optional().describe('The Redis server; short for `redis: { service, list, end }`'),
      list: z.string().min(1).optional().describe('Key of its list'),
      end: ends.optional().describe('End of the list at which jobs are put; left'),
      redis: z
        .strictObject({
          service: z.string().describe('The Redis server'),
          list: z.string().min(1).describe('Key of the list'),
          end: ends.optional().describe('End of the list at which jobs are put; left'),
        })
        .optional()
        .describe('In a list of Redis'),
      ...placeShape,
      count: z.int().min(1).max(5_000_000).describe('How many jobs'),
      job: z.string().min(1).optional().describe('The job, of a list or for commands; `${n}` in it is its number'),
    })
    .superRefine((settings, context) => {
      const wrong = wrongPlace(settings, ['end']);
      if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong });
      const bytes = settings.count * Buffer.byteLength(settings.job ?? '');
      if (bytes > mostBytes)
        context.addIssue({
          code: 'custom',
          message: `unexpected ${Math.ceil(bytes / 1024 ** 2)} MiB of jobs, expected at most ${mostBytes / 1024 ** 2} MiB: fewer or shorter ones`,
        });
    }) as never,
  needs: [],
  persistence: 'damage',
  summarize: settings =>
    `${settings.count} jobs were put into ${settings.redis?.list ?? settings.list ?? 'a queue'} of ${whereOf(settings) ?? 'the bastion'}`,
  target: whereOf,
  check: checkPlace,
  async inject(settings, context) {
    const { count, job = '', redis = { service: settings.service ?? '', list: settings.list ?? '', end: settings.end } } = settings;
    const lines = (): string =>
      job === '' ? '' : Array.from({ length: count }, (_, n) => `${job.replaceAll('${n}', String(n))}\n`).join('');
    const place =
      toldPlace(settings, context.stack, { count, lines, alone: false }) ??
      floodedList(context.stack, { ...redis, end: redis.end ?? 'left', count, job });
    return await injectInto(
      place,
      { what: `${count} jobs`, hint: 'Check that it is a queue of that kind, and that the server has the memory.' },
      context,
    );
  },
});
