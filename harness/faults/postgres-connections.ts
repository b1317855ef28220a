import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ownerOf } from '../operations/database-of.ts';
import { holdSession, type HeldSession } from '../operations/held-session.ts';
import { unknownService } from '../operations/known-service.ts';
import { sqlStateOf, withSession } from '../operations/sql-session.ts';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import { defineFault } from './fault.ts';
import { notInjected, prove } from './proof.ts';

/** `too_many_connections` (PostgreSQL, appendix A); also given when only the superuser's reserve is left. */
const tooMany = '53300';
const most = 2000;
const refusalsInARow = 3;
/** How soon a place that somebody gives back is seen, and taken: sooner than a pool that asks ten times a second comes by. */
const lookMs = 15;
/** How long a place may stay free in the proof until it is taken. */
const retakeMs = 100;

/** Opens idle sessions until the server refuses one more, as a leaking pool does. */
export const postgresConnections = defineFault<{ service: string; leave: number; database?: string | undefined }>({
  kind: 'postgres.connections',
  about: 'All connections of a PostgreSQL server are taken by idle sessions.',
  settings: z.strictObject({
    service: z.string(),
    /** Connections that stay free. */ leave: z.int().min(0).max(most).default(0),
    database: z.string().optional(),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, leave }) => `all ${leave === 0 ? '' : `but ${leave} `}connections of ${service} were taken`,
  target: ({ service }) => service,
  check({ service: name }, stack) {
    const unknown = unknownService(name, stack);
    if (unknown.length > 0) return unknown;
    const service = stack.services.find(candidate => candidate.name === name);
    const app = service?.roles['app'] ?? ownerOf(service);
    // It would take the reserve, too, and nobody could get in to mend it.
    return app === ownerOf(service)
      ? [
          `unexpected role app "${app}" of ${name}, expected one that is no superuser (x-drillbook: roles: { app: … }): a superuser also takes the connections that are reserved for the operator`,
        ]
      : [];
  },
  async inject({ service, leave, database }, { stack, signal, pick }) {
    const applicationName = pick(['api', 'report-worker', 'metabase', 'cron', 'billing-sync']);
    const access = { service, database, timeoutMs: 10_000, signal };
    const held: HeldSession[] = [];
    const open = (): HeldSession[] => held.filter(session => session.ended() === undefined);
    const letGo = (sessions: readonly HeldSession[]): void => sessions.forEach(session => session.end());
    try {
      for (let refused = 0; refused < refusalsInARow && open().length < most;) {
        signal.throwIfAborted();
        // Places that become free while the others are taken are taken, too.
        try {
          const session = await holdSession(stack, { ...access, role: 'app', applicationName });
          held.push(session);
          refused = 0;
          if (held.length === 1) await mustNotBeSuperuser(session, service);
        } catch (thrown) {
          if (sqlStateOf(thrown) !== tooMany) throw thrown;
          refused += 1;
        }
      }
    } catch (thrown) {
      letGo(held);
      throw notInjected(`the connections of ${service} could not be taken`, thrown, 'Look whether the role `app` can log in.');
    }
    letGo(open().slice(0, leave));
    let over = false;
    // A program that leaks takes every place that pools give back, too; until somebody ends its sessions.
    const leaking = (): boolean => leave === 0 && !over && !signal.aborted && open().length === held.length && held.length < most;
    void (async () => {
      // One of the sessions looks: to ask for one more again and again would cost the server a process each time.
      const [watcher] = held;
      while (leaking() && watcher !== undefined) {
        const free = await freePlaces(watcher.session, { onlyLooks: false }).catch(() => undefined);
        if (free === undefined) return;
        const session = free > 0 ? await holdSession(stack, { ...access, role: 'app', applicationName }).catch(() => undefined) : undefined;
        if (session === undefined) await sleep(lookMs, undefined, { signal, ref: false }).catch(() => {});
        else if (leaking()) held.push(session);
        else session.end();
      }
    })();
    return {
      proveEffect: () =>
        prove(`the connections of ${service}`, signal, async limit => {
          const idle = open().length;
          if (idle === 0)
            return {
              held: false,
              proof: `none of the ${held.length} idle sessions is left${held[0]?.ended() === undefined ? '' : `: ${held.at(-1)?.ended()}`}`,
            };
          const timeoutMs = 2500;
          if (leave > 0) {
            const free = await withSession(stack, { ...access, role: 'operator', timeoutMs, signal: limit }, session =>
              freePlaces(session, { onlyLooks: true }),
            );
            return { held: free <= leave, proof: `${free} connections of ${service} are free, ${idle} are held by idle sessions` };
          }
          // Of nobody's choosing: a new session of the app's own role.
          const refusal = (): Promise<{ readonly state: string; readonly message: string } | undefined> =>
            withSession(stack, { ...access, role: 'app', timeoutMs, signal: limit }, async () => undefined).catch((thrown: unknown) => {
              const state = sqlStateOf(thrown);
              if (state === undefined) throw thrown;
              return { state, message: messageOf(thrown) };
            });
          let refused = await refusal();
          // A place that was given back a moment ago is taken in a moment.
          for (let tries = 0; refused === undefined && leaking() && tries < 3; tries++) {
            await sleep(retakeMs * 2, undefined, { signal: limit });
            refused = await refusal();
          }
          if (refused === undefined)
            return { held: false, proof: `a new connection to ${service} succeeds, ${idle} idle sessions are left` };
          return {
            held: refused.state === tooMany,
            proof: `a new connection to ${service} fails with ${refused.state} ${refused.message}, ${open().length} idle sessions`,
          };
        }),
      async undo() {
        over = true;
        letGo(held);
      },
    };
  },
});

/** Places that the app's role could take: the superuser's reserve is not among them, whoever holds the others. Who logs in only to look does not count itself. */
async function freePlaces(session: HeldSession['session'], { onlyLooks }: { readonly onlyLooks: boolean }): Promise<number> {
  const { rows } = await session.query<{ free: number }>(
    `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - count(*)::int as free
     from pg_stat_activity where backend_type = 'client backend'${onlyLooks ? ' and pid <> pg_backend_pid()' : ''}`,
  );
  return rows[0]?.free ?? Number.POSITIVE_INFINITY;
}

async function mustNotBeSuperuser({ session }: HeldSession, service: string): Promise<void> {
  const { rows } = await session.query<{ name: string; super: boolean }>(
    'select rolname as name, rolsuper as super from pg_roles where rolname = current_user',
  );
  if (rows[0]?.super === true)
    throw new HarnessError(
      'fault-not-injected',
      `the role app of ${service} ("${rows[0].name}") is a superuser: it would take the connections that are reserved for the operator, too`,
      'Give the app a role of its own (x-drillbook: roles: { app: … }).',
    );
}
