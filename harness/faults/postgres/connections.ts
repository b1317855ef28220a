import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { holdSession, type HeldSession } from '../../operations/held-session.ts';
import { sqlStateOf, withSession } from '../../operations/sql-session.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { superuser } from './app-role.ts';
import { refusedLogin } from './login.ts';

/** `too_many_connections` (PostgreSQL, appendix A); also given when only the superuser's reserve is left. */
const tooMany = '53300';
const most = 2000;
const refusalsInARow = 3;
const mostRounds = 200;
/** How soon a place that somebody gives back is seen, and taken: sooner than a pool that asks ten times a second comes by. */
const lookMs = 15;
/** How long a place may stay free in the proof until it is taken. */
const retakeMs = 100;

/** Opens idle sessions until the server refuses one more, as a leaking pool does. */
export const postgresConnections = defineFault<{
  service: string;
  leave: number;
  pooled: 'keep' | 'end';
  database?: string | undefined;
}>({
  kind: 'postgres.connections',
  about: 'All connections of a PostgreSQL server are taken by idle sessions.',
  symptom: "New connections of the app fail with 53300; `pg_isready` and the operator's own session succeed.",
  example: { service: 'database' },
  settings: z.strictObject({
    service: z.string().describe('The PostgreSQL server'),
    leave: z.int().min(0).max(most).default(0).describe('Connections that stay free'),
    pooled: z
      .enum(['keep', 'end'])
      .default('keep')
      .describe(
        'What becomes of the connections that the app has already: it keeps those of its pool until the pool gives them back, or they are ended and taken as well, as after a restart',
      ),
    database: z.string().optional().describe('Database of the sessions; else that of `POSTGRES_DB`'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service, leave }) => `all ${leave === 0 ? '' : `but ${leave} `}connections of ${service} were taken`,
  target: ({ service }) => service,
  // It would take the reserve, too, and nobody could get in to mend it.
  check: ({ service }, stack) =>
    superuser({ service, role: 'app' }, stack, 'also takes the connections that are reserved for the operator'),
  async inject({ service, leave, pooled, database }, { stack, signal, pick }) {
    const applicationName = pick(['api', 'report-worker', 'metabase', 'cron', 'billing-sync']);
    const access = { service, database, timeoutMs: 10_000, signal };
    const held: HeldSession[] = [];
    const open = (): HeldSession[] => held.filter(session => session.ended() === undefined);
    const letGo = (sessions: readonly HeldSession[]): void => sessions.forEach(session => session.end());
    const take = async (): Promise<void> => {
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
    };
    try {
      await take();
      // The app asks again at once, and may be faster; and who is being refused stands in a place for a moment, which the app may get
      // after us: until it has none, and none is left.
      for (let round = 0; pooled === 'end' && (await othersOrPlaces(held)); round++) {
        if (round === mostRounds) throw new Error('the app takes its connections again and again');
        await take();
      }
    } catch (thrown) {
      letGo(held);
      throw notInjected(`the connections of ${service} could not be taken`, thrown, 'Look whether the role `app` can log in.');
    }
    letGo(held.splice(0, leave));
    let over = false;
    // A program that leaks takes every place that pools give back, too; until somebody ends its sessions.
    const leaking = (): boolean => leave === 0 && !over && !signal.aborted && open().length === held.length && held.length < most;
    void (async () => {
      // One of the sessions looks: to ask for one more again and again would cost the server a process each time.
      const [watcher] = held;
      while (leaking() && watcher !== undefined) {
        // A place that somebody else gave back, such as an operator who has looked, the app may have got before us.
        const room = await (pooled === 'end' ? othersOrPlaces(held) : hasPlaces(watcher)).catch(() => undefined);
        if (room === undefined) return;
        const session = room ? await holdSession(stack, { ...access, role: 'app', applicationName }).catch(() => undefined) : undefined;
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
              proof: `none of the ${held.length} idle sessions is left${held.length === 0 ? '' : `: ${held.at(-1)?.ended()}`}`,
            };
          if (leave > 0) {
            const free = await withSession(stack, { ...access, role: 'operator', timeoutMs: 2500, signal: limit }, session =>
              freePlaces(session, { onlyLooks: true }),
            );
            return { held: free <= leave, proof: `${free} connections of ${service} are free, ${idle} are held by idle sessions` };
          }
          // Of nobody's choosing: a new session of the app's own role.
          const refusal = (): ReturnType<typeof refusedLogin> => refusedLogin(stack, { service, database, role: 'app' }, limit);
          let refused = await refusal();
          // A place that was given back a moment ago is taken in a moment; who got it is put out, we as well.
          for (let tries = 0; refused?.state !== tooMany && leaking() && tries < 3; tries++) {
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

async function othersOrPlaces(held: readonly HeldSession[]): Promise<boolean> {
  const [first] = held;
  return first !== undefined && ((await endOthers(held)) > 0 || (await hasPlaces(first)));
}

async function hasPlaces({ session }: HeldSession): Promise<boolean> {
  return (await freePlaces(session, { onlyLooks: false })) > 0;
}

/** Ends the other sessions of the role that holds ours, and tells how many there were. */
async function endOthers(held: readonly HeldSession[]): Promise<number> {
  const [first] = held;
  if (first === undefined) return 0;
  const { rows } = await first.session.query<{ ended: number }>(
    `select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
     where usename = current_user and backend_type = 'client backend' and pid <> all ($1)`,
    [await Promise.all(held.map(pidOf))],
  );
  return rows[0]?.ended ?? 0;
}

const pids = new WeakMap<HeldSession, Promise<number>>();

function pidOf(session: HeldSession): Promise<number> {
  const known =
    pids.get(session) ?? session.session.query<{ pid: number }>('select pg_backend_pid() as pid').then(({ rows }) => rows[0]?.pid ?? 0);
  pids.set(session, known);
  return known;
}

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
