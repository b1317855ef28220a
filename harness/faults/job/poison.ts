import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { checkPlace, injectInto, placeShape, whereOf, wrongPlace } from '../queue/place.ts';
import { toldPlace } from '../queue/told-place.ts';
import { jobInList } from './job-in-list.ts';
import { listIn, listKeys, listShape, redisShape, wrongMatch, type JobSettings } from './list-settings.ts';

interface Settings extends JobSettings {
  readonly worker?: string | undefined;
}

const end = 'End of the list from which workers take jobs';

/** Puts a job into a queue that its worker cannot get past. */
export const jobPoison = defineFault<Settings>({
  kind: 'job.poison',
  about: 'A job that the worker cannot process is at the head of its queue: a Redis list, a table, or what commands reach.',
  symptom: 'Jobs behind it wait, the worker fails again and again or ends; the server of the queue is well.',
  example: { service: 'redis', list: 'jobs', job: '{"text":null}' },
  settings: z
    .strictObject({
      service: z.string().optional().describe('The Redis server; short for `redis: { service, list, … }`'),
      ...listShape(end),
      redis: redisShape(end),
      ...placeShape,
      job: z.string().min(1).optional().describe('The job that cannot be processed, of a list or for commands'),
      worker: z
        .string()
        .optional()
        .describe('The service that takes the jobs, where the job ends it: that it has ended is then the effect, too'),
    })
    .superRefine((settings, context) => {
      const wrong = wrongPlace(settings, listKeys);
      if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong });
    }) as never,
  needs: [],
  persistence: 'damage',
  summarize: settings =>
    `a job that cannot be processed was put into ${listIn(settings).list || 'a queue'} of ${whereOf(settings) ?? 'the bastion'}`,
  target: whereOf,
  check: (settings, stack) => [...checkPlace(settings, stack), ...unknownService(settings.worker, stack), ...wrongMatch(settings)],
  async inject(settings, context) {
    const { stack } = context;
    const { job = '' } = settings;
    const worker = settings.worker === undefined ? undefined : serviceOf(stack, settings.worker);
    const ranBefore = worker !== undefined && (await worker.status()).state === 'running';
    const place =
      toldPlace(settings, stack, { count: 1, lines: () => (job === '' ? '' : `${job}\n`), alone: true }) ??
      jobInList(stack, { ...listIn(settings), job });
    return await injectInto(
      {
        ...place,
        async look(signal) {
          if (worker !== undefined && ranBefore && (await worker.status()).state === 'exited')
            return { held: true, proof: `the worker ${worker.name} has ended` };
          const { held, proof } = await place.look(signal);
          return { held, proof: held || worker === undefined ? proof : `${proof}, and ${worker.name} has not ended` };
        },
      },
      { what: 'a job', hint: 'Check that it is a queue of that kind, and that the job is not there before the fault.' },
      context,
    );
  },
});
