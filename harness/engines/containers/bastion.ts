import type { Stack } from '../../model/stack.ts';
import { bastionEnvironment, operatorEnvironment } from '../bastion-environment.ts';
import type { Bastion, BlockResult, ExecOptions, ExecResult, Shell } from '../engine.ts';
import type { Agent } from './agent.ts';

const longMs = 24 * 3600 * 1000;

export type OutputListener = (stream: 'stdout' | 'stderr', text: string) => void;

/** The operator's machine: a container whose agent carries out what is asked. `outputs` are who listens to each shell. */
export function bastionOf(stack: Stack, agent: Agent, outputs: Map<number, OutputListener>): Bastion {
  const base = { environment: bastionEnvironment(stack), cwd: stack.bastion.workdir };
  return {
    exec: (argv, options = {}) =>
      execOnBastion(agent, argv, { ...base, ...options, environment: { ...base.environment, ...options.environment } }),
    async openShell({ environment, cwd }): Promise<Shell> {
      const shell = await agent.call('shellOpen', {
        environment: { ...operatorEnvironment(stack), ...environment },
        cwd: cwd ?? base.cwd,
      });
      return {
        async run({ onOutput, signal, environment: extra = {}, ...block }): Promise<BlockResult> {
          if (onOutput !== undefined) outputs.set(shell, onOutput);
          const began = performance.now();
          const answer = await agent.call('shellRun', { shell, environment: extra, ...block }, signal);
          outputs.delete(shell);
          return { ...answer, durationMs: performance.now() - began };
        },
        async close() {
          await agent.call('shellClose', { shell });
        },
      };
    },
  };
}

export function execOnBastion(
  agent: Agent,
  argv: readonly string[],
  {
    environment = {},
    cwd = '/',
    input,
    timeoutMs = longMs,
    signal,
    streamsOf,
    withSudo,
  }: ExecOptions & { readonly streamsOf?: number; readonly withSudo?: boolean },
): Promise<ExecResult> {
  return agent.call(
    'exec',
    {
      argv,
      environment,
      cwd,
      timeoutMs,
      ...(input === undefined ? {} : { input }),
      ...(streamsOf === undefined ? {} : { streamsOf }),
      ...(withSudo === undefined ? {} : { withSudo }),
    },
    signal,
  );
}
