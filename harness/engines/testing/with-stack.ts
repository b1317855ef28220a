import { rm } from 'node:fs/promises';
import { expect } from '@playwright/test';
import type { Stack } from '../../model/stack.ts';
import type { BlockResult, Engine, RunningStack, Shell, ShellBlock, StartOptions } from '../engine.ts';
import { engines } from '../index.ts';

export function engineNamed(kind: string): Engine {
  const engine = engines.find(kind);
  if (engine === undefined) throw new Error(`unexpected engine "${kind}"`);
  return engine;
}

/** Runs a test against a stack that is alive, and takes it away again. */
export async function withStack(
  kind: string,
  stack: Stack,
  body: (running: RunningStack) => Promise<void>,
  options: Partial<StartOptions> = {},
): Promise<void> {
  const engine = engineNamed(kind);
  await engine.prepare(stack);
  expect(engine.lacks(stack)).toEqual([]);
  const running = await engine.start(stack, {
    provisionMs: 60_000,
    standIns: [],
    onStandIn: async () => 125,
    signal: new AbortController().signal,
    ...options,
  });
  try {
    await body(running);
  } finally {
    await running[Symbol.asyncDispose]();
    await rm(stack.folder, { recursive: true, force: true });
  }
}

/** Carries out blocks in one shell. */
export async function shellOn(running: RunningStack): Promise<(script: string, options?: Partial<ShellBlock>) => Promise<BlockResult>> {
  const shell: Shell = await running.bastion.openShell({ environment: {} });
  let blocks = 0;
  return (script, options = {}) =>
    shell.run({
      name: `block-${blocks++}`,
      script,
      language: 'shell',
      timeoutMs: 20_000,
      endlessMs: 500,
      signal: new AbortController().signal,
      ...options,
    });
}
