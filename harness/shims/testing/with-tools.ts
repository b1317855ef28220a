import type { RunningStack } from '../../engines/engine.ts';
import { shellOn, withStack } from '../../engines/testing/with-stack.ts';
import type { Stack } from '../../model/stack.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { shims } from '../index.ts';

export interface Tools {
  readonly run: Awaited<ReturnType<typeof shellOn>>;
  readonly running: RunningStack;
  /** What the stand-ins said they do not know, in order. */
  readonly unsupported: readonly string[];
}

/** Runs a test in the operator's shell of a stack, with all stand-ins on PATH, and takes the stack away again. */
export async function withTools(stack: Stack, body: (tools: Tools) => Promise<void>): Promise<void> {
  const unsupported: string[] = [];
  await withStack('processes', stack, async running => body({ run: await shellOn(running), running, unsupported }), {
    standIns: shims.kinds,
    async onStandIn(call, running) {
      try {
        return (await shims.find(call.tool)?.run(call, running)) ?? 125;
      } catch (thrown) {
        if (call.signal.aborted) return 130;
        if (thrown instanceof Unsupported) unsupported.push(thrown.message);
        else console.error(thrown);
        await call.write('stderr', `${call.tool}: ${String(thrown)}\n`);
        return 1;
      }
    },
  });
}

/** Ignores every polite signal. */
export const deaf = { run: `bash -c "trap : TERM INT; echo deaf is up; while true; do sleep 0.1; done"` } as const;
