import { z } from 'zod';
import type { ExecResult } from '../engines/engine.ts';
import type { Persistence } from '../model/event.ts';
import { unknownService } from '../operations/known-service.ts';
import { HarnessError } from '../support/harness-error.ts';
import { defineFault, serviceOf } from './fault.ts';

const persistences = ['held', 'damage', 'external', 'transient'] as const satisfies readonly Persistence[];
const limitMs = 30_000;

/** A team's own fault: lines for bash, in a service or on the bastion. `prove` ends with 0 while the fault has effect. */
export const command = defineFault<{ on?: string | undefined; inject: string; prove: string; undo?: string | undefined; persistence: Persistence }>({
  kind: 'command',
  about: 'A fault of your own, as commands.',
  settings: z.strictObject({ on: z.string().optional(), inject: z.string().min(1), prove: z.string().min(1), undo: z.string().optional(), persistence: z.enum(persistences).default('held') }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ on, inject }) => `${on === undefined ? '' : `in ${on}: `}${inject.trim().split('\n')[0] ?? ''}`,
  target: ({ on }) => on,
  check: ({ on }, stack) => unknownService(on, stack),
  async inject({ on, inject, prove, undo }, { stack, signal }) {
    const run = (script: string): Promise<ExecResult> => (on === undefined ? stack.bastion : serviceOf(stack, on)).exec(['bash', '-c', script], { timeoutMs: limitMs, signal });
    const { status, stderr } = await run(inject);
    if (status !== 0) throw new HarnessError('fault-not-injected', `the fault's \`inject\` ended with status ${status}: ${stderr.trim().split('\n').at(-1) ?? ''}`, 'Try the command by hand in the service.');
    return {
      async proveEffect() {
        const proof = await run(prove);
        return { held: proof.status === 0, proof: `\`prove\` ended with status ${proof.status}${proof.stdout.trim() === '' ? '' : `: ${proof.stdout.trim().split('\n')[0] ?? ''}`}` };
      },
      async undo() {
        if (undo !== undefined) await (on === undefined ? stack.bastion : serviceOf(stack, on)).exec(['bash', '-c', undo], { timeoutMs: limitMs });
      },
    };
  },
});
