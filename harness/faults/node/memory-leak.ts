import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { endedSince } from '../process/ended-since.ts';
import { notInjected, prove } from '../proof.ts';
import { sizeSetting } from '../size-setting.ts';
import { ownInspector, NoInspector, withInspector, type NodeProcess } from './inspector.ts';
import { nodeProcesses, stillThere } from './node-processes.ts';

const mib = 1024 ** 2;
const leakMs = 100;
/** The inspector's own end: it must have gone before. */
const closesAfterMs = 30;
/** What counts as grown: less may be the app's own. */
const leastGrowth = 4 * mib;

interface Settings {
  readonly service: string;
  readonly rate: number;
  readonly upTo: number;
}

/**
 * Makes an unmodified Node app keep more and more memory in its heap, as a cache without bounds does.
 *
 * It is put in through the inspector, which SIGUSR1 opens; the app's log says so. What the end is, the app's own limits
 * decide: `--max-old-space-size` (exit status 134), `mem_limit` of its service (137), or nothing, up to `upTo`. A restart ends it.
 *
 * @example `node.memory-leak: { service: web, rate: 20m }`
 */
export const nodeMemoryLeak = defineFault<Settings>({
  kind: 'node.memory-leak',
  about: 'A Node app keeps more and more memory.',
  symptom:
    'Its resident memory rises steadily, answers become slower, and at its limit the process ends (134 or 137); until then all is green.',
  example: { service: 'web', rate: '20m', upTo: '512m' },
  settings: z.strictObject({
    service: z.string().describe('The service; a Node app'),
    rate: sizeSetting({ least: '1m', most: '1g', such: '20m' })
      .default(20 * mib)
      .describe('How much it keeps each second, such as `20m`; 20m'),
    upTo: sizeSetting({ least: '8m', most: '1g', such: '512m' })
      .default(512 * mib)
      .describe('At most so much, of all its processes together, so that the machine keeps its own; 512m'),
  }) as never,
  needs: ['process'],
  persistence: 'held',
  summarize: ({ service, rate }) => `${service} lost ${Math.round(rate / mib)} MiB of memory each second`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name, rate, upTo }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    needed(service, 'process');
    const ended = endedSince(service, await service.status({ health: false }));
    const key = pick(['sessions', 'responses', 'pending', 'cache', 'listeners']);
    const leaking: NodeProcess[] = [];
    let why = `${name} has no Node process`;
    const undo = async (): Promise<void> => {
      const all = await Promise.allSettled(
        leaking.map(async one => {
          const now = await stillThere(one);
          if (now === undefined) return;
          await withInspector(stack, name, { instance: one.instance, process: now }, new AbortController().signal, async inspector => {
            await inspector.evaluate(release(key));
            await inspector.send('HeapProfiler.collectGarbage');
            await inspector.evaluate(closing);
          });
        }),
      );
      leaking.length = 0;
      why = `the leak in ${name} was taken back`;
      const failed = all.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    };
    const found = await nodeProcesses(service);
    // Of a cluster each process leaks; what they hold together is the machine's.
    const most = Math.ceil(upTo / Math.max(1, found.length));
    for (const one of found) {
      try {
        await withInspector(stack, name, one, signal, async inspector => {
          leaking.push(one);
          await inspector.evaluate(leak(key, rate, most));
        });
      } catch (thrown) {
        if (!signal.aborted && thrown instanceof NoInspector) {
          why = thrown.message;
          continue;
        }
        await undo().catch(() => {});
        signal.throwIfAborted();
        throw notInjected(`${name} could not be made to leak`, thrown, 'Look into its log: the inspector says there what it does.');
      }
    }
    const began = performance.now();
    return {
      proveEffect: () =>
        prove(`the memory of ${name}`, signal, async limit => {
          const [first] = leaking;
          if (first === undefined) return { held: false, proof: why };
          for (const one of leaking) {
            const now = await stillThere(one);
            if (now === undefined) continue;
            const grown = now.residentBytes - one.process.residentBytes;
            // Measured from outside; a process that lags behind its own timer leaks all the same.
            const due = Math.min(most, (rate * (performance.now() - began)) / 1000);
            const text = `node (pid ${one.process.pid}) of ${name} holds ${show(now.residentBytes)}, ${show(grown)} more than before`;
            if (grown >= Math.max(leastGrowth, due / 4)) return { held: true, proof: text };
            await sleep(leakMs, undefined, { signal: limit });
            const later = (await stillThere(one))?.residentBytes ?? 0;
            return { held: false, proof: `${text}; ${show(later - now.residentBytes)} in ${leakMs} ms` };
          }
          const how = await ended();
          return how === undefined
            ? { held: false, proof: `the processes of ${name} that leaked are gone` }
            : { held: true, proof: `${name} ended ${how} after it had leaked` };
        }),
      undo,
    };
  },
});

const closing = `{ ${ownInspector} void setTimeout(() => inspector.close(), ${closesAfterMs}) }`;

/** Numbers, which lie in the heap itself, each different, so that no page is shared or empty. */
function leak(key: string, rate: number, upTo: number): string {
  const each = Math.max(1, Math.round((rate * leakMs) / 1000 / 8));
  return `{
    const kept = [];
    const timer = setInterval(() => {
      if (kept.length * ${each * 8} < ${upTo}) kept.push(Array.from({ length: ${each} }, Math.random));
    }, ${leakMs});
    globalThis[Symbol.for('${key}')] = { kept, timer };
    ${closing}
  }`;
}

function release(key: string): string {
  return `{
    const found = globalThis[Symbol.for('${key}')];
    clearInterval(found?.timer);
    if (found !== undefined) found.kept.length = 0;
    delete globalThis[Symbol.for('${key}')];
  }`;
}

function show(bytes: number): string {
  return `${Math.round(bytes / mib)} MiB`;
}
