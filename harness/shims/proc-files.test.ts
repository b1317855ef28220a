import { expect, test } from '@playwright/test';
import type { RunningStack, ServiceInstance } from '../engines/engine.ts';
import { stackOf } from '../engines/testing/stack-of.ts';
import { withStack } from '../engines/testing/with-stack.ts';
import { Unsupported } from '../support/harness-error.ts';
import { procFilesOf } from './proc-files.ts';
import { usageOf } from './process-usage.ts';
import { signalMain } from './signals.ts';

const busy = {
  run: "bash -c \"trap 'echo got it' USR1; echo listening; bash -c 'while :; do :; done' & while :; do wait; done\"",
} as const;

function instanceOf(running: RunningStack): ServiceInstance {
  const [instance] = running.services.get('busy')?.instances() ?? [];
  if (instance === undefined) throw new Error('unexpected stack without the service busy');
  return instance;
}

/** The same, as if its image had only the programs that are named, without their folders. */
function withOnly(instance: ServiceInstance, programs: readonly string[]): ServiceInstance {
  return {
    ...instance,
    exec: ([program = '', ...argv], options) =>
      instance.exec([programs.includes(program) ? program : `/nowhere/${program}`, ...argv], options),
  };
}

test('processes are read with cat alone', async () => {
  await withStack('processes', stackOf({ busy }), async running => {
    const instance = withOnly(instanceOf(running), ['cat']);
    await expect.poll(async () => (await instance.process.states()).length).toBe(2);
    const { processes, machineMemoryBytes } = await procFilesOf(instance, running);
    const { pid } = await instance.status();
    const main = processes.find(process => process.pid === pid);
    expect(main).toMatchObject({ command: expect.stringContaining('bash -c trap'), threads: 1 });
    expect(processes.some(({ parent }) => parent === pid)).toBe(true);
    expect(main?.residentBytes).toBeGreaterThan(500_000);
    expect(machineMemoryBytes).toBeGreaterThan(main?.residentBytes ?? Infinity);
    expect((await usageOf(instance, running)).cpuPercent).toBeGreaterThan(5);
  });
});

test('without any program in the image nobody can look, but for a bastion that sees the same processes', async () => {
  await withStack('processes', stackOf({ busy }), async running => {
    await expect(procFilesOf(withOnly(instanceOf(running), []), running)).rejects.toThrow(Unsupported);
  });
  await withStack('processes', stackOf({ busy }, { layout: 'host' }), async running => {
    const instance = withOnly(instanceOf(running), []);
    const { pid } = await instance.status();
    expect((await procFilesOf(instance, running)).processes.map(process => process.pid)).toContain(pid);
  });
});

test('one of several processes is signalled with a shell or with kill, and not at all without both', async () => {
  await withStack('processes', stackOf({ busy }), async running => {
    const instance = instanceOf(running);
    const heard = async (): Promise<number> => (await instance.logs()).split('got it').length - 1;
    await expect.poll(() => instance.logs()).toContain('listening');
    await signalMain(withOnly(instance, ['sh']), 'SIGUSR1');
    await expect.poll(heard).toBe(1);
    await signalMain(withOnly(instance, ['kill']), 'SIGUSR1');
    await expect.poll(heard).toBe(2);
    await expect(signalMain(withOnly(instance, []), 'SIGUSR1')).rejects.toThrow(Unsupported);
  });
});
