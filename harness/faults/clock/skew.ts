import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { parseDuration, showDuration } from '../../support/duration.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';
import { isRedis, shownBy, shownTime, wayOf, type ShownBy } from './shown-time.ts';

/** What is shown to the second, late by an answer's time, must still tell the one from the other. */
const leastMs = 10_000;
const mostMs = 3650 * 24 * 3_600_000;

const offset = z
  .string()
  .regex(/^[+-]/, 'expected + (fast) or - (slow) in front, such as +2h or -10m')
  .transform(text => (text.startsWith('-') ? -1 : 1) * (parseDuration(text.slice(1)) ?? 0))
  .refine(ms => Math.abs(ms) >= leastMs && Math.abs(ms) <= mostMs, {
    error: 'expected 10s to 3650d with a sign in front, such as +2h or -10m',
  });

/**
 * A service's clock runs ahead or behind, as that of a machine without time service does. Its programs see it from one moment to the next
 * and over restarts; timers go on, and the times of files stay the machine's.
 * @example
 * - clock.skew: { service: api, by: +2h }
 */
export const clockSkew = defineFault<{ service: string; by: number; shownBy?: ShownBy | undefined }>({
  kind: 'clock.skew',
  about: "A service's clock is wrong.",
  symptom:
    'Tokens and sessions are refused as expired or not yet valid, jobs and time-outs come too early or too late, rows have wrong times; the service runs, and every liveness check is green.',
  example: { service: 'api', by: '+2h' },
  settings: z.strictObject({
    service: z.string().describe('The service; it alone, also where several share a server'),
    by: offset.describe('How far its clock is ahead (`+2h`) or behind (`-10m`)'),
    shownBy: shownBy
      .optional()
      .describe(
        'How the service tells its own time, which proves the fault: `sql` (the server’s own), an `http` address whose answers have a `Date`, or the `query` of a time that it has just written; else as the service is a PostgreSQL, or something with a port',
      ),
  }) as never,
  needs: ['clock'],
  unsupportedWhere: "libfaketime cannot be had, or the service's image has musl (Alpine) or is Redis",
  // No step of a procedure reaches the clock of a service's machine; it can only live with it.
  persistence: 'external',
  summarize: ({ service, by }) => `the clock of ${service} was ${showDuration(Math.abs(by))} ${by > 0 ? 'ahead' : 'behind'}`,
  target: ({ service }) => service,
  check({ service, shownBy: given }, stack) {
    const unknown = unknownService(service, stack);
    if (unknown.length > 0) return unknown;
    if (isRedis(service, stack))
      return [`unexpected service "${service}", a Redis, expected another one: a Redis cannot be started with a clock of its own`];
    if (typeof given === 'object' && 'query' in given) return unknownService(given.query.service, stack);
    return wayOf(service, given, stack) === undefined
      ? [
          `unexpected fault on ${service}, which has no known way to tell its time, expected shownBy: { http: … } or { query: { service, sql } }`,
        ]
      : [];
  },
  async inject({ service: name, by, shownBy: given }, { stack, signal }) {
    const clock = needed(serviceOf(stack, name), 'clock');
    const way = wayOf(name, given, stack.spec);
    if (way === undefined) throw new Error(`no known way in which ${name} tells its time`);
    const offBy = async (limit: AbortSignal): Promise<number> => {
      const asked = Date.now();
      const shown = await shownTime(stack, name, way, limit);
      return shown - (asked + Date.now()) / 2;
    };
    // Whoever is right: the harness and the stack may be on different machines.
    let usual = 0;
    try {
      usual = await offBy(signal);
    } catch (thrown) {
      signal.throwIfAborted();
      throw notInjected(`${name} does not tell its time`, thrown, 'Say by `shownBy` where it does.');
    }
    const before = await clock.shiftedBy();
    await clock.shift(before + by);
    return {
      proveEffect: () =>
        prove(`the time of ${name}`, signal, async limit => {
          const off = (await offBy(limit)) - usual;
          const held = Math.sign(off) === Math.sign(by) && Math.abs(off) > Math.abs(by) / 2;
          const seen = Math.abs(off) < leastMs / 2 ? 'right' : `${showDuration(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}`;
          return {
            held,
            proof: `the time that ${name} itself tells is ${seen}`,
          };
        }),
      undo: () => clock.shift(before),
    };
  },
});
