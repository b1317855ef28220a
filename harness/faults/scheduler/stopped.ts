import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { showDuration } from '../../support/duration.ts';
import { durationSetting } from '../duration-setting.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';
import { askLastRun, checkLastRun, lastRunSettings, type LastRun } from './last-run.ts';

const askMs = 2000;

interface Settings {
  readonly service: string;
  readonly how: 'stop' | 'kill' | 'pause';
  readonly lastRun: LastRun;
  readonly period: number;
}

/**
 * Ends what starts jobs at their times, quietly: nothing fails, something just does not happen any more.
 *
 * It has effect when a whole `period` has passed without a run, by the harness's own clock: `lastRun` asks for anything
 * that is different after each run (a time, a counter, a file's age of birth).
 *
 * @example `scheduler.stopped: { service: scheduler, lastRun: { sql: { service: database, query: select max(ended_at) from runs } }, period: 3s }`
 */
export const schedulerStopped = defineFault<Settings>({
  kind: 'scheduler.stopped',
  about: 'A scheduler no longer starts its jobs.',
  symptom: 'Nothing fails; what it should have renewed grows old, which nobody sees before its period is over.',
  example: {
    service: 'scheduler',
    lastRun: { sql: { service: 'database', query: 'select max(ended_at) from runs' } },
    period: '3s',
  },
  settings: z.strictObject({
    service: z.string().describe('The scheduler'),
    how: z.enum(['stop', 'kill', 'pause']).default('stop').describe('Whether it was stopped in order, ended, or frozen'),
    lastRun: lastRunSettings.describe('A question whose answer is another one after each run that succeeded'),
    period: durationSetting({ least: '100ms', most: '10m', such: '3s' }).describe(
      'How much time lies between two runs, at most; use a short one in the stack for drills',
    ),
  }) as never,
  needs: ['process'],
  persistence: 'held',
  summarize: ({ service, how }) =>
    `${service} ${how === 'pause' ? 'was frozen' : how === 'kill' ? 'ended' : 'was stopped'} and started no more jobs`,
  target: ({ service }) => service,
  check: ({ service, lastRun }, stack) => [...unknownService(service, stack), ...checkLastRun(lastRun, stack)],
  async inject({ service: name, how, lastRun, period }, { stack, signal }) {
    const service = serviceOf(stack, name);
    const control = needed(service, 'process');
    const undo = async (): Promise<void> => {
      if (how === 'pause') await control.resume();
      else await control.start();
    };
    const ran = (await control.states()).length > 0;
    let last: string;
    let since: number;
    try {
      if (how === 'pause') await control.pause();
      // By a policy it would be back at once.
      else await control.stop(how === 'kill' ? { signal: 'SIGKILL', graceMs: 0 } : {});
      // A run that had begun may end after it.
      last = await askLastRun(lastRun, stack, askMs, signal);
      since = performance.now();
    } catch (thrown) {
      if (ran) await undo().catch(() => {});
      signal.throwIfAborted();
      throw notInjected(`${name} could not be stopped, or its last run not told`, thrown, 'Try the question of `lastRun` as a probe.');
    }
    let isOverdue = false;
    return {
      showsAfterMs: period,
      proveEffect: () =>
        prove(name, signal, async limit => {
          if (!ran) return { held: false, proof: `${name} had no processes before` };
          const states = (await control.states()).map(({ state }) => state).filter(state => state !== 'Z' && state !== 'X');
          const isDown = how === 'pause' ? states.length > 0 && states.every(state => state === 'T') : states.length === 0;
          const { state } = await service.status({ health: false });
          if (!isDown || state === 'restarting') return { held: false, proof: `${name} is ${state}, with ${states.length} processes` };
          const now = await askLastRun(lastRun, stack, askMs, limit);
          if (now !== last) [last, since] = [now, performance.now()];
          const passed = performance.now() - since;
          // One run by hand brings back what had grown old, not who does the next one.
          isOverdue ||= passed > period;
          const text = `${name} is ${state === 'running' ? 'paused' : state}; no run for ${showDuration(passed)}, expected one every ${showDuration(period)}`;
          return { held: isOverdue, proof: text };
        }),
      undo,
    };
  },
});
