import type { RunningStack } from '../../engines/engine.ts';
import { shellOn, withStack } from '../../engines/testing/with-stack.ts';
import type { Stack } from '../../model/stack.ts';
import type { InjectedFault } from '../fault.ts';
import { faults } from '../index.ts';
import type { Bench } from './specimen.ts';

/** Runs a body on a stack that is alive, with an operator's shell. */
export async function onBench(engine: string, stack: Stack, body: (bench: Bench) => Promise<void>): Promise<void> {
  await withStack(engine, stack, async running => await body(await benchOf(running)));
}

export async function benchOf(stack: RunningStack): Promise<Bench> {
  const run = await shellOn(stack);
  return {
    stack,
    signal: new AbortController().signal,
    run,
    async must(script) {
      const { status, stdout, stderr } = await run(script);
      if (status !== 0) throw new Error(`\`${script}\` ended with ${status}: ${stderr || stdout}`);
      return stdout.trim();
    },
  };
}

/** Injects as a drill does: settings are validated, and checked against the stack. */
export async function injectInto({ stack, signal }: Bench, kind: string, settings: unknown): Promise<InjectedFault> {
  const fault = faults.find(kind);
  if (fault === undefined) throw new Error(`unexpected fault "${kind}"`);
  const checked = fault.settings.parse(settings);
  const wrong = fault.check?.(checked, stack.spec) ?? [];
  if (wrong.length > 0) throw new Error(wrong.join('; '));
  return await fault.inject(checked, { stack, signal, pick: candidates => candidates[0] });
}
