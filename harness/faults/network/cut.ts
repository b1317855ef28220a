import { z } from 'zod';
import type { Attempt } from '../../engines/engine.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { prove } from '../proof.ts';
import { checkWayToPort, greeted, greeting, knownPort, opens, portNumber } from './way.ts';

/** What a new connection ends in, and in which words. */
const signatures = {
  refused: { outcome: 'refused', words: 'is refused' },
  reset: { outcome: 'reset', words: 'opens and is reset by what is sent' },
  silent: { outcome: 'unacknowledged', words: 'opens, and nothing that is sent arrives' },
  dropped: { outcome: 'unanswered', words: 'does not open' },
} as const satisfies Record<string, { readonly outcome: Attempt['outcome']; readonly words: string }>;

/** What is merely slow takes less, each for opening and for sending. */
const withinMs = 1400;

/** Cuts the way from a service to another one, in one of the four ways that a client can tell apart; also for the connections that are open. */
export const networkCut = defineFault<{ from: string; to: string; as: keyof typeof signatures; port?: number | undefined }>({
  kind: 'network.cut',
  about: 'A service cannot reach another one: refused, reset, silent or dropped.',
  symptom:
    'Whatever crosses the way fails at once (`refused`, `reset`) or waits for its limit (`silent`, `dropped`), in pools, too; both services are up, and reached by all others.',
  example: { from: 'api', to: 'database', as: 'dropped' },
  settings: z.strictObject({
    from: z.string().describe('The service that connects'),
    to: z.string().describe('The service that it connects to'),
    as: z
      .enum(['refused', 'reset', 'silent', 'dropped'])
      .describe(
        'What clients see: `refused` (connections are refused, open ones reset), `reset` (they open and are reset by the first data), `silent` (they open and no data arrives), `dropped` (nothing passes, they do not open)',
      ),
    port: portNumber
      .optional()
      .describe('Only connections to this port are cut; else all, and the proof uses the first published or exposed port'),
  }),
  needs: ['network'],
  unsupportedWhere: 'the machine has no `/dev/net/tun`',
  persistence: 'external',
  summarize: ({ from, to, as, port }) => `the way from ${from} to ${to}${port === undefined ? '' : `:${port}`} was cut (${as})`,
  target: ({ from }) => from,
  check: checkWayToPort,
  async inject({ from, to, as, port }, { stack, signal }) {
    const control = needed(serviceOf(stack, from), 'network');
    const target = knownPort({ from, to, port }, stack.spec) ?? 0;
    const before = await opens(stack, from, to, target, signal);
    const mend = await control.impair(to, { treat: as, ...(port === undefined ? {} : { port }) });
    return {
      proveEffect: () =>
        prove(
          `the way from ${from} to ${to}`,
          signal,
          async limit => {
            if (!before.opens)
              return { held: false, proof: `${to}:${target} took no connection from ${from} before the cut: ${before.message}` };
            const send = greeting(stack.spec, to, target);
            const [seen, other] = await Promise.all([
              control.attempt(to, { port: target, send, withinMs }),
              greeted(stack, to, target, send, limit),
            ]);
            const what = `a new connection from ${from} to ${to}:${target}`;
            const [{ outcome, message } = { outcome: 'unreachable', message: 'is not made' }] = seen;
            if (outcome !== signatures[as].outcome) return { held: false, proof: `${what} ${message}` };
            // A service that is down refuses, resets or hangs as well; then it is not the way.
            if (other !== 'opens') return { held: false, proof: `${what} ${message}, but one from the bastion ${other}, too` };
            return { held: true, proof: `${what} ${signatures[as].words}; one from the bastion opens` };
          },
          withinMs * 2 + 2000,
        ),
      undo: mend,
    };
  },
});
