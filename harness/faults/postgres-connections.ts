import { z } from 'zod';
import { unknownService } from '../operations/known-service.ts';
import { openSession, type SqlSession } from '../operations/sql-session.ts';
import { messageOf } from '../support/harness-error.ts';
import { defineFault } from './fault.ts';

/** `too_many_connections` (PostgreSQL, appendix A); also given when only the superuser's reserve is left. */
const tooMany = '53300';
const most = 2000;

/** Opens idle sessions until the server refuses one more, as a leaking pool does. */
export const postgresConnections = defineFault<{ service: string; database?: string | undefined }>({
  kind: 'postgres.connections',
  about: 'All connections of a PostgreSQL server are taken by idle sessions.',
  settings: z.strictObject({ service: z.string(), database: z.string().optional() }),
  needs: [],
  persistence: 'held',
  summarize: ({ service }) => `all connections of ${service} were taken`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service, database }, { stack, signal, pick }) {
    const applicationName = pick(['api', 'report-worker', 'metabase', 'cron', 'billing-sync']);
    const access = { service, role: 'app', applicationName, ...(database === undefined ? {} : { database }), timeoutMs: 10_000, signal };
    const held = new Set<SqlSession>();
    const open = async (): Promise<string | undefined> => {
      try {
        const session = await openSession(stack, access);
        session.on('end', () => held.delete(session));
        held.add(session);
        return undefined;
      } catch (thrown) {
        return (thrown as { code?: string }).code ?? messageOf(thrown);
      }
    };
    let refused: string | undefined;
    while (refused === undefined && held.size < most) refused = await open();
    // Places that became free while the others were taken are taken, too, until the server refuses three times in a row.
    for (let row = 0; row < 3 && held.size < most; ) row = (await open()) === tooMany ? row + 1 : 0;
    return {
      async proveEffect() {
        try {
          const session = await openSession(stack, access);
          await session.end().catch(() => {});
          return { held: false, proof: `a new connection to ${service} succeeds, ${held.size} idle sessions are left` };
        } catch (thrown) {
          const code = (thrown as { code?: string }).code;
          return { held: code === tooMany && held.size > 0, proof: `a new connection to ${service} fails with ${code ?? messageOf(thrown)}, ${held.size} idle sessions` };
        }
      },
      async undo() {
        await Promise.all([...held].map(session => session.end().catch(() => {})));
      },
    };
  },
});
