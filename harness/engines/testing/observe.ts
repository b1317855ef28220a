import { expect } from '@playwright/test';
import type { Stack } from '../../model/stack.ts';
import { shims } from '../../shims/index.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { ShellBlock, StartOptions } from '../engine.ts';
import { plain } from './plain.ts';
import { shellOn, withStack } from './with-stack.ts';

/** Something that an operator does, which must look the same on every engine. */
export interface Observation {
  readonly block: string;
  /** Where it is typed; default: on the bastion. */
  readonly in?: string;
  /** Takes out what may differ, beside times, ids and pids; a global expression. */
  readonly without?: RegExp;
  /** Leaves out what is printed, for which the engines have no common words. */
  readonly statusOnly?: boolean;
  readonly options?: Partial<ShellBlock>;
}

/**
 * Does the same on two engines, step by step on one stack each, and compares what is seen.
 * Each difference is told, not only the first.
 */
export async function compareEngines(
  [first, second]: readonly [string, string],
  stackOfTest: () => Stack,
  observations: readonly Observation[],
): Promise<void> {
  const [one, other] = await Promise.all([observe(first, stackOfTest(), observations), observe(second, stackOfTest(), observations)]);
  for (const [index, { block }] of observations.entries()) expect.soft(other[index], `${second} as ${first}: ${block}`).toEqual(one[index]);
}

async function observe(engine: string, stack: Stack, observations: readonly Observation[]): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const unsupported: string[] = [];
  await withStack(
    engine,
    stack,
    async running => {
      const run = await shellOn(running);
      for (const { block, in: service, without, statusOnly = false, options } of observations) {
        const { status, stdout, stderr } =
          service === undefined ? await run(block, options) : await running.services.get(service)!.exec(['bash', '-c', block]);
        const words = (text: string): string => (without === undefined ? plain(text) : plain(text).replaceAll(without, '…'));
        seen.push({ status, ...(statusOnly ? {} : { stdout: words(stdout), stderr: words(stderr) }), unsupported: unsupported.splice(0) });
      }
    },
    answering(unsupported),
  );
  return seen;
}

/** All stand-ins, with the shims behind them; tells what they did not know. */
function answering(unsupported: string[]): Partial<StartOptions> {
  return {
    standIns: shims.kinds,
    async onStandIn(call, running) {
      try {
        return (await shims.find(call.tool)?.run(call, running)) ?? 125;
      } catch (thrown) {
        if (call.signal.aborted) return 130;
        if (thrown instanceof Unsupported) unsupported.push(thrown.message);
        await call.write('stderr', `${call.tool}: ${String(thrown)}\n`);
        return 1;
      }
    },
  };
}
