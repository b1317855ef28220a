import { request } from 'node:http';
import { connect as tlsConnect } from 'node:tls';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { RunningStack } from '../../engines/engine.ts';
import type { Service, Stack } from '../../model/stack.ts';
import { asSocket } from '../../operations/as-socket.ts';
import { withSession } from '../../operations/sql-session.ts';
import { portOf } from '../reach.ts';

const timeoutMs = 2500;

/** How a service tells what time it is, by itself: a command that is run in it would only tell its own. */
export const shownBy = z.union(
  [
    z.literal('sql'),
    z.strictObject({ http: z.url({ protocol: /^https?$/ }).describe('An address of it, for the `Date` of its answer') }),
    z.strictObject({
      query: z
        .strictObject({
          service: z.string().describe('The PostgreSQL server that is asked'),
          sql: z.string().min(1).describe('A query for a time that the service has just written'),
        })
        .describe('A time that the service writes'),
    }),
  ],
  { error: 'expected sql, { http: an address } or { query: { service, sql } }' },
);
export type ShownBy = z.infer<typeof shownBy>;

/** What was said, or what the service's image and ports suggest. */
export function wayOf(name: string, given: ShownBy | undefined, stack: Stack): ShownBy | undefined {
  if (given !== undefined) return given;
  const service = stack.services.find(candidate => candidate.name === name);
  if (/(^| )(postgres|postgis|timescaledb)/.test(programOf(service))) return 'sql';
  const port = portOf(service);
  if (port === undefined) return undefined;
  return { http: `http://${stack.layout === 'host' ? 'localhost' : name}:${port}/` };
}

/** Its allocator asks for the time before the library that would tell it is ready, and the server never starts. */
export function isRedis(name: string, stack: Stack): boolean {
  return /(^| )(redis|valkey)/.test(programOf(stack.services.find(candidate => candidate.name === name)));
}

function programOf(service: Service | undefined): string {
  return `${service?.run?.command ?? ''} ${service?.image?.split('/').at(-1) ?? ''}`;
}

/** Milliseconds since 1970, as the service has them. */
export async function shownTime(stack: RunningStack, service: string, way: ShownBy, signal: AbortSignal): Promise<number> {
  if (way === 'sql' || 'query' in way) {
    const target = way === 'sql' ? service : way.query.service;
    return withSession(stack, { service: target, role: 'app', timeoutMs, signal }, async session => {
      await session.query('begin read only');
      const text = way === 'sql' ? 'select clock_timestamp()' : way.query.sql;
      const { rows } = await session.query<unknown[]>({ text, rowMode: 'array' });
      return timeOf(rows[0]?.[0]);
    });
  }
  return timeOf(await dateHeader(stack, new URL(way.http), signal));
}

function timeOf(value: unknown): number {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms))
    throw new Error(`unexpected ${value === undefined ? 'answer without a time' : JSON.stringify(value)}, expected a time`);
  return ms;
}

async function dateHeader(stack: RunningStack, url: URL, signal: AbortSignal): Promise<string | undefined> {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const plain = asSocket(await stack.dial(url.hostname, port, { timeoutMs, signal }));
  const stream: Duplex =
    url.protocol === 'https:' ? tlsConnect({ socket: plain as never, servername: url.hostname, rejectUnauthorized: false }) : plain;
  try {
    return await new Promise((resolve, reject) => {
      const asked = request({
        path: `${url.pathname}${url.search}`,
        signal,
        createConnection: () => stream as never,
        headers: { host: url.host, connection: 'close' },
      });
      asked.on('error', reject);
      stream.on('error', reject);
      asked.on('response', answer => {
        resolve(answer.headers.date);
        answer.on('error', () => {}).resume();
      });
      asked.end();
    });
  } finally {
    stream.on('error', () => {}).destroy();
    plain.on('error', () => {}).destroy();
  }
}
