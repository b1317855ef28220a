import { z } from 'zod';
import { parseDuration } from '../../support/duration.ts';
import { defineFault } from '../fault.ts';
import { checkPlace, injectInto, placeShape, whereOf, wrongPlace } from '../queue/place.ts';
import { toldPlace } from '../queue/told-place.ts';
import { jobInList } from './job-in-list.ts';
import { listIn, listKeys, listShape, redisShape, wrongMatch, type JobSettings } from './list-settings.ts';

interface Settings extends JobSettings {
  readonly age: number;
}

const longestMs = 3650 * 86_400_000;
const end = 'End of the list at which it is put';
const age = z
  .union([z.number().int(), z.string()])
  .transform(value => (typeof value === 'number' ? value : (parseDuration(value) ?? -1)))
  .refine(ms => ms >= 0 && ms <= longestMs, { error: 'expected a duration, such as 2h' });

/** Marks a job as being worked on since long, though nobody has it, as a worker does that was killed over it. */
export const jobStuck = defineFault<Settings>({
  kind: 'job.stuck',
  about: 'A job is marked as being worked on, and nobody works on it: in a Redis list, a table, or what commands reach.',
  symptom: "The job's result never comes, while others are done; the queue is short, and workers and servers are well.",
  example: {
    sql: {
      service: 'database',
      put: "update jobs set state = 'running', locked_by = 'worker-3', locked_at = '${since}' where id = 7",
      remaining: "select count(*) from jobs where id = 7 and state = 'running' and locked_by = 'worker-3'",
      undo: "update jobs set state = 'waiting', locked_by = null, locked_at = null where id = 7 and locked_by = 'worker-3'",
    },
    age: '2h',
  },
  settings: z
    .strictObject({
      service: z.string().optional().describe('The Redis server; short for `redis: { service, list, … }`, the list of jobs in progress'),
      ...listShape(end),
      redis: redisShape(end),
      ...placeShape,
      job: z.string().min(1).optional().describe('The job, of a list or for commands; `${since}` in it is when it began (ISO 8601)'),
      age: age.prefault('2h').describe('How long ago `${since}` is, such as `30m`'),
    })
    .superRefine((settings, context) => {
      const wrong = wrongPlace(settings, listKeys);
      if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong });
    }) as never,
  needs: [],
  persistence: 'damage',
  summarize: settings =>
    `a job was left in progress without a worker in ${listIn(settings).list || 'a queue'} of ${whereOf(settings) ?? 'the bastion'}`,
  target: whereOf,
  check: (settings, stack) => [...checkPlace(settings, stack), ...wrongMatch(settings)],
  async inject(settings, context) {
    // What the job says is read by the system's own clocks, not measured by ours.
    const since = new Date(Date.now() - settings.age);
    const job = (settings.job ?? '').replaceAll('${since}', since.toISOString());
    const place =
      toldPlace(settings, context.stack, { count: 1, since, lines: () => (job === '' ? '' : `${job}\n`), alone: true }) ??
      jobInList(context.stack, { ...listIn(settings), job });
    return await injectInto(
      place,
      { what: 'a job in progress', hint: 'Check that it is a queue of that kind, and that the job is not in progress before the fault.' },
      context,
    );
  },
});
