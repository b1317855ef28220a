import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { shellOn, withStack } from '../../engines/testing/with-stack.ts';
import type { Service, Stack } from '../../model/stack.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { shims } from '../index.ts';
import { severalInstances, type SeveralInstances } from './several-instances.ts';

export interface Tools {
  readonly run: Awaited<ReturnType<typeof shellOn>>;
  readonly running: RunningStack;
  /** What the stand-ins said they do not know, in order. */
  readonly unsupported: readonly string[];
}

/** Runs a test in the operator's shell of a stack, with all stand-ins on PATH, and takes the stack away again. */
export async function withTools(stack: Stack, body: (tools: Tools) => Promise<void>, { engine = 'processes' } = {}): Promise<void> {
  const unsupported: string[] = [];
  await withStack(engine, stack, async running => body({ run: await shellOn(running), running, unsupported }), {
    standIns: shims.kinds,
    onStandIn: (call, running) => answer(call, running, unsupported),
  });
}

/** The same, with services of which there are up to `atMost` instances: at first as many as their `replicas` say. */
export async function withSeveral(
  stack: Stack,
  atMost: Readonly<Record<string, number>>,
  body: (tools: Tools) => Promise<void>,
): Promise<void> {
  const spares = stack.services.flatMap(service =>
    Array.from({ length: (atMost[service.name] ?? 1) - 1 }, (_, index): Service => ({
      ...service,
      name: `${service.name}-spare-${index}`,
    })),
  );
  const real = { ...stack, services: [...stack.services, ...spares].map(service => ({ ...service, replicas: 1 })) };
  const composition = Object.fromEntries(
    Object.entries(atMost).map(([name, count]) => [
      name,
      [name, ...Array.from({ length: count - 1 }, (_, index) => `${name}-spare-${index}`)],
    ]),
  );
  const unsupported: string[] = [];
  let several: SeveralInstances | undefined;
  await withStack(
    'processes',
    real,
    async running => {
      several = await severalInstances(running, stack, composition);
      await body({ run: await shellOn(running), running: several.stack, unsupported });
    },
    {
      standIns: shims.kinds,
      onStandIn: async (call, running) => answer(several?.call(call) ?? call, several?.stack ?? running, unsupported),
    },
  );
}

async function answer(call: StandInCall, running: RunningStack, unsupported: string[]): Promise<number> {
  try {
    return (await shims.find(call.tool)?.run(call, running)) ?? 125;
  } catch (thrown) {
    if (call.signal.aborted) return 130;
    if (thrown instanceof Unsupported) unsupported.push(thrown.message);
    else console.error(thrown);
    await call.write('stderr', `${call.tool}: ${String(thrown)}\n`);
    return 1;
  }
}

/** Ignores every polite signal. */
export const deaf = { run: `bash -c "trap : TERM INT; echo deaf is up; while true; do sleep 0.1; done"` } as const;
