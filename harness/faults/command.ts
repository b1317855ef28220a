import { z } from 'zod';
import type { ExecResult } from '../engines/engine.ts';
import type { Persistence } from '../model/event.ts';
import { unknownService } from '../operations/known-service.ts';
import { HarnessError } from '../support/harness-error.ts';
import { defineFault, serviceOf } from './fault.ts';
import { prove } from './proof.ts';

const persistences = ['held', 'damage', 'external', 'transient'] as const satisfies readonly Persistence[];
const limitMs = 30_000;
const proofMs = 5000;

/** A team's own fault: lines for sh, in a service or on the bastion. `prove` ends with 0 while the fault has effect, and only then. */
export const command = defineFault<{
  on?: string | undefined;
  inject: string;
  prove: string;
  undo?: string | undefined;
  persistence: Persistence;
}>({
  kind: 'command',
  about: 'A fault of your own, as commands.',
  symptom: 'Whatever `prove` looks for.',
  example: {
    on: 'web',
    inject: 'mv /srv/app.conf /srv/app.conf.old',
    prove: 'test ! -e /srv/app.conf',
    undo: 'mv /srv/app.conf.old /srv/app.conf',
    persistence: 'damage',
  },
  settings: z.strictObject({
    on: z.string().optional().describe('Service to run the lines in; else the bastion'),
    inject: z.string().min(1).describe('Lines for sh that do the harm'),
    prove: z.string().min(1).describe('Lines for sh that end with status 0 while the fault has effect, and only then'),
    undo: z.string().optional().describe('Lines for sh that take it back; also when the cause has already gone'),
    persistence: z
      .enum(persistences)
      .default('held')
      .describe(
        '`held` until it is undone, `damage` until somebody mends it, `external` when it lies outside of the service, `transient` when it passes',
      ),
  }) as never,
  needs: [],
  persistence: 'held',
  persistenceOf: ({ persistence }) => persistence,
  summarize: ({ on, inject }) => `${on === undefined ? '' : `in ${on}: `}${inject.trim().split('\n')[0] ?? ''}`,
  target: ({ on }) => on,
  check: ({ on }, stack) => unknownService(on, stack),
  async inject({ on, inject, prove: proof, undo }, { stack, signal }) {
    const where = on === undefined ? stack.bastion : serviceOf(stack, on);
    const run = (script: string, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<ExecResult> =>
      where.exec(['sh', '-c', script], options);
    const look = (): ReturnType<typeof prove> =>
      prove(
        '`prove`',
        signal,
        async limit => {
          const { status, stdout } = await run(proof, { timeoutMs: proofMs, signal: limit });
          return {
            held: status === 0,
            proof: `\`prove\` ended with status ${status}${stdout.trim() === '' ? '' : `: ${stdout.trim().split('\n')[0] ?? ''}`}`,
          };
        },
        proofMs + 500,
      );
    if ((await look()).held)
      throw new HarnessError(
        'fault-not-injected',
        "the fault's `prove` ends with 0 before anything was injected, so it would prove nothing",
        'Write a line that fails on a healthy system.',
      );
    const { status, stderr } = await run(inject, { timeoutMs: limitMs, signal });
    if (status !== 0)
      throw new HarnessError(
        'fault-not-injected',
        `the fault's \`inject\` ended with status ${status}: ${stderr.trim().split('\n').at(-1) ?? ''}`,
        'Try the command by hand in the service.',
      );
    return {
      proveEffect: look,
      async undo() {
        if (undo === undefined) return;
        const ended = await run(undo, { timeoutMs: limitMs });
        if (ended.status !== 0)
          throw new Error(`\`undo\` ended with status ${ended.status}: ${ended.stderr.trim().split('\n').at(-1) ?? ''}`);
      },
    };
  },
});
