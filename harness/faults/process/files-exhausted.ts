import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { InspectedProcess } from '../../engines/engine.ts';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { endedSince } from './ended-since.ts';
import { firstByte } from './first-byte.ts';
import { LoweredLimits, type Seen } from './lowered-limits.ts';

const most = 100_000;
/** How often descriptors that became free are looked for; they are taken when they are free twice in a row. */
const lookMs = 100;
const answerMs = 1000;

/**
 * Leaves the processes of a service no file descriptor, as a leak of them does: no connection can be accepted or made, no file opened.
 *
 * Descriptors that a process gives back are taken away, too. A restart ends it, as it ends a leak.
 *
 * @example `process.files-exhausted: { service: web }`
 */
export const processFilesExhausted = defineFault<{ service: string; leave: number }>({
  kind: 'process.files-exhausted',
  about: 'The processes of a service have no file descriptor left.',
  symptom: 'New connections are closed without a byte or hang (EMFILE); what is connected already is served, and the process lives.',
  example: { service: 'web' },
  settings: z.strictObject({
    service: z.string().describe('The service'),
    leave: z.int().min(0).max(most).default(0).describe('Descriptors that each process can still open; 0'),
  }) as never,
  needs: ['process'],
  persistence: 'held',
  summarize: ({ service, leave }) => `${service} had ${leave === 0 ? 'no' : `only ${leave}`} file descriptors left`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name, leave }, { stack, signal }) {
    const service = serviceOf(stack, name);
    const limits = new LoweredLimits(service, 'openFiles');
    const ended = endedSince(service, await service.status({ health: false }));
    try {
      await limits.lower(({ openFiles }) => limitThatLeaves(openFiles, leave));
    } catch (thrown) {
      throw notInjected(`the limit of open files of ${name} could not be set`, thrown, 'Look whether the service still runs.');
    }
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    if (leave === 0) void takeWhatBecomesFree(limits, until).catch(() => {});
    return {
      proveEffect: () =>
        prove(name, signal, async limit => {
          if (limits.count === 0) return { held: false, proof: `${name} had no processes` };
          const harmed = await limits.lookAtHarmed();
          if (harmed.length === 0) {
            const how = await ended();
            return how === undefined
              ? { held: false, proof: `the processes of ${name} that had no descriptors left are gone` }
              : { held: true, proof: `${name} ended ${how} after its descriptors were used up` };
          }
          const works = harmed.map(seen => {
            const listening = seen.filter(({ process }) => process.listens.length > 0);
            return listening.length > 0 ? listening : seen.filter(one => one.ours !== undefined);
          });
          const looked = works.find(group => group.every(one => freeOf(one.process) <= 0));
          if (looked === undefined) {
            const free = works.flat().find(one => freeOf(one.process) > 0);
            return {
              held: false,
              proof: free === undefined ? `${name} has no processes` : `${show(free, name)} can open ${freeOf(free.process)} more`,
            };
          }
          const [first] = looked;
          if (first === undefined) return { held: false, proof: `${name} has no processes` };
          const [port] = first.process.listens;
          const none = `${show(first, name)} can open no more (EMFILE)`;
          if (port === undefined) return { held: true, proof: none };
          // Its own failing accept, as a user meets it.
          const answer = await firstByte(stack, name, { instance: first.instance, port, timeoutMs: answerMs, signal: limit });
          if (answer.is === 'answered') return { held: false, proof: `${none}, and yet a new connection to port ${port} is answered` };
          return {
            held: true,
            proof: `${none}; a new connection to port ${port} ${answer.is === 'closed' ? 'is closed without a byte' : answer.is === 'silent' ? `gets no byte in ${answer.afterMs} ms` : `fails: ${answer.message}`}`,
          };
        }),
      async undo() {
        over.abort();
        await limits.restore();
      },
    };
  },
});

/** Numbers below the limit that no descriptor has: the kernel gives the lowest of them, never one from the limit on. */
function freeOf({ openFiles, limits: { openFiles: limit } }: InspectedProcess): number {
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : limit - openFiles.filter(file => file < limit).length;
}

/** One just above the highest open number would leave all the gaps below it. */
function limitThatLeaves(openFiles: readonly number[], leave: number): number {
  const open = new Set(openFiles);
  let free = 0;
  for (let number = 0; ; number++) {
    if (open.has(number)) continue;
    if (free === leave) return number;
    free += 1;
  }
}

/** A process that leaks keeps what others give back. Nobody takes it where somebody has set another limit meanwhile. */
async function takeWhatBecomesFree(limits: LoweredLimits, signal: AbortSignal): Promise<void> {
  let before = new Map<string, number>();
  for (;;) {
    await sleep(lookMs, undefined, { signal, ref: false });
    const ours = (await limits.look()).filter(one => one.ours !== undefined && one.process.limits.openFiles === one.ours);
    if (ours.length === 0) return;
    const now = new Map<string, number>();
    for (const one of ours) {
      const key = `${one.instance.number} ${one.process.pid} ${one.process.started}`;
      const limit = limitThatLeaves(one.process.openFiles, 0);
      now.set(key, limit);
      signal.throwIfAborted();
      // Some close one for a moment to answer whom they cannot serve, and need it again.
      if (before.get(key) === limit) await limits.tighten(one, limit);
    }
    before = now;
  }
}

function show({ process: { program, pid, openFiles, limits } }: Seen, name: string): string {
  return `${program} (pid ${pid}) of ${name} has ${openFiles.length} files open under a limit of ${limits.openFiles} and`;
}
