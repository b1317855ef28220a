import { z } from 'zod';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { prove } from '../proof.ts';
import { reach } from '../reach.ts';
import { checkWay } from './way.ts';

const [least, most] = [0.001, 0.7];
/** Nobody listens there (RFC 863), so that the other end's kernel alone answers and no service is disturbed. */
const discardPort = 9;
/** A kernel sends the first packet of a connection again after a second. */
const withinMs = 900;
/** The proof seldom misses a loss, and as seldom takes a loss for a way on which nothing passes. */
const missed = 1e-4;
const mostConnections = 90;

/** Loses a share of all packets between two services, in both directions. */
export const networkLoss = defineFault<{ from: string; to: string; share: number }>({
  kind: 'network.loss',
  about: 'A share of the packets between two services is lost.',
  symptom: 'Some requests are quick, others take a second or several, or run into their limits; most liveness checks succeed.',
  example: { from: 'api', to: 'database', share: 0.3 },
  settings: z.strictObject({
    from: z.string().describe('The service that connects'),
    to: z.string().describe('The service at the other end'),
    share: z.number().min(least).max(most).describe('Share of the packets that is lost each way, from 0.001 to 0.7'),
  }),
  needs: ['network'],
  unsupportedWhere: 'the machine has no `/dev/net/tun`',
  persistence: 'external',
  summarize: ({ from, to, share }) => `${Math.round(share * 1000) / 10} % of the packets between ${from} and ${to} were lost`,
  target: ({ from }) => from,
  check: checkWay,
  async inject({ from, to, share }, { stack, signal }) {
    const control = needed(serviceOf(stack, from), 'network');
    const mend = await control.impair(to, { loss: share });
    // Each attempt needs a packet each way.
    const answered = (1 - share) ** 2;
    const enough = Math.ceil(Math.log(missed) / Math.log(Math.max(answered, 1 - answered)));
    const connections = Math.min(mostConnections, enough);
    return {
      proveEffect: () =>
        prove(`the way from ${from} to ${to}`, signal, async limit => {
          const [seen, other] = await Promise.all([
            control.attempt(to, { port: discardPort, connections, withinMs }),
            reach(stack, undefined, to, discardPort, withinMs, limit),
          ]);
          const away = seen.find(({ outcome }) => outcome === 'unreachable');
          if (away !== undefined) return { held: false, proof: `${to} cannot be reached from ${from}: ${away.message}` };
          if (!other.reached) return { held: false, proof: `${to} does not answer the bastion either: ${other.message}` };
          const slowestMs = Math.max(0, ...seen.filter(({ outcome }) => outcome !== 'unanswered').map(({ tookMs }) => tookMs));
          const lost = seen.filter(({ outcome }) => outcome === 'unanswered').length;
          return {
            // Where none got through, or those that did took long, the way is cut or too slow to tell.
            held: lost > 0 && lost < connections && slowestMs < withinMs / 2,
            proof: `${lost} of ${connections} packets from ${from} to ${to} got no answer, the others after at most ${Math.round(slowestMs)} ms`,
          };
        }),
      undo: mend,
    };
  },
});
