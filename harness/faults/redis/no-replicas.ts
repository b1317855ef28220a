import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withRedis } from '../../operations/redis-session.ts';
import { defineFault } from '../fault.ts';
import { notInjected } from '../proof.ts';
import { proveRefusedWrites } from './refused-writes.ts';
import { changeSettings } from './server-settings.ts';
import { undoIn } from './undo-in.ts';

/** Asks for more replicas than there are before a write is taken, as after a replica was lost or a configuration for a cluster was copied. */
export const redisNoReplicas = defineFault<{ service: string; wanted: number }>({
  kind: 'redis.no-replicas',
  about: 'A Redis server takes no writes, for it has fewer replicas than its configuration asks for.',
  symptom: 'Writes fail with `NOREPLICAS`; reads and `PING` succeed.',
  example: { service: 'redis' },
  settings: z.strictObject({
    service: z.string().describe('The Redis server'),
    wanted: z.int().min(1).max(100).default(1).describe('Replicas that must be there (`min-replicas-to-write`)'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, wanted }) => `${service} was told to take writes only with ${wanted} replica${wanted === 1 ? '' : 's'}`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, wanted }, { stack, signal }) {
    try {
      const changed = await withRedis(stack, service, { timeoutMs: 10_000, signal }, client =>
        changeSettings(client, { 'min-replicas-to-write': String(wanted) }),
      );
      return {
        proveEffect: () => proveRefusedWrites(stack, service, 'NOREPLICAS', signal),
        undo: () => undoIn(stack, service, changed.restore),
      };
    } catch (thrown) {
      throw notInjected(`${service} could not be told to wait for replicas`, thrown, 'Look whether the server allows CONFIG SET.');
    }
  },
});
