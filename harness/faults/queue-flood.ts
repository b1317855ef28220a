import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { openRedis } from '../operations/redis-session.ts';
import { messageOf } from '../support/harness-error.ts';
import { defineFault } from './fault.ts';

const batch = 1000;

/** Puts more jobs into a Redis list than its workers can take, as a retry storm or a wrong loop does. */
export const queueFlood = defineFault<{ service: string; list: string; count: number; job: string; end: 'left' | 'right' }>({
  kind: 'queue.flood',
  about: 'A queue in Redis holds far more jobs than its workers can take.',
  settings: z.strictObject({ service: z.string(), list: z.string(), count: z.int().min(1).max(5_000_000), /** `${n}` is the job's number. */ job: z.string(), end: z.enum(['left', 'right']).default('left') }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, list, count }) => `${count} jobs were put into ${list} of ${service}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, list, count, job, end }, { stack, signal }) {
    const access = { timeoutMs: 10_000, signal };
    const client = await openRedis(stack, service, access);
    try {
      for (let first = 0; first < count; first += batch) {
        const jobs = Array.from({ length: Math.min(batch, count - first) }, (_, index) => job.replaceAll('${n}', String(first + index)));
        await (end === 'left' ? client.lpush(list, ...jobs) : client.rpush(list, ...jobs));
      }
    } finally {
      client.disconnect();
    }
    const sample = new Set(Array.from({ length: Math.min(count, 50) }, (_, index) => job.replaceAll('${n}', String(Math.floor((index * count) / Math.min(count, 50))))));
    return {
      async proveEffect() {
        try {
          const observer = await openRedis(stack, service, access);
          try {
            const length = await observer.llen(list);
            // Whether the jobs that wait are ours, not how many there are of any kind.
            const ends = [...(await observer.lrange(list, 0, 999)), ...(await observer.lrange(list, -1000, -1))];
            const ours = job.includes('${n}') ? ends.filter(text => matches(text, job)).length : ends.filter(text => sample.has(text)).length;
            return { held: length >= count / 2 && ours > 0, proof: `${list} holds ${length} jobs, ${ours} of ${ends.length} looked at are the flood's` };
          } finally {
            observer.disconnect();
          }
        } catch (thrown) {
          return { held: false, proof: `the queue could not be looked at: ${messageOf(thrown)}` };
        }
      },
      async undo() {
        // The stack is thrown away: taking thousands of jobs out one by one would only cost time.
      },
    };
  },
});

function matches(text: string, job: string): boolean {
  const [before = '', after = ''] = [job.slice(0, job.indexOf('${n}')), job.slice(job.indexOf('${n}') + 4)];
  return text.startsWith(before) && text.endsWith(after.replaceAll('${n}', ''));
}
