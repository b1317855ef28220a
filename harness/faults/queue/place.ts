import { z } from 'zod';
import type { Stack } from '../../model/stack.ts';
import { unknownRole } from '../../operations/database-of.ts';
import { unknownService } from '../../operations/known-service.ts';
import type { FaultContext, InjectedFault } from '../fault.ts';
import { notInjected, prove, type Proof } from '../proof.ts';

/** Where jobs wait or are worked on, and what a fault does to it. */
export interface Place {
  /** For messages: `the list chat:jobs of redis`. */
  readonly name: string;
  /** Time limit of a look, in milliseconds; else that of all proofs. */
  readonly lookMs?: number;
  /** Puts the jobs there; rejects when they are not all there. */
  put(signal: AbortSignal): Promise<void>;
  look(signal: AbortSignal): Promise<Proof>;
  /** Takes these jobs out, and no others; fine when they are gone. */
  remove(): Promise<void>;
}

const put = 'what puts them there. `${count}` stands for how many, `${since}` for when they began (ISO 8601)';
const remaining = 'the number of these jobs that are still there, at any time';
const undo = 'what takes them back, also when they have gone';

/** Where jobs are, for servers that no list of Redis says it of: statements in a PostgreSQL service, or lines for any other. */
export const placeShape = {
  sql: z
    .strictObject({
      service: z.string().describe('The PostgreSQL server'),
      role: z.string().optional().describe("`app`, `operator`, or another of the service's `roles`; `app`"),
      database: z.string().optional().describe('Name of the database; else that of `POSTGRES_DB`'),
      put: z.string().min(1).describe(`Statements: ${put}`),
      remaining: z.string().min(1).describe(`A query whose first value is ${remaining}`),
      undo: z.string().min(1).optional().describe(`Statements: ${undo}`),
    })
    .optional()
    .describe('In tables of PostgreSQL'),
  command: z
    .strictObject({
      on: z.string().optional().describe('Service to run the lines in; else the bastion'),
      put: z.string().min(1).describe(`Lines for sh: ${put}; each \`job\` is a line of their standard input`),
      remaining: z.string().min(1).describe(`Lines for sh that print ${remaining}, and nothing else`),
      undo: z.string().min(1).optional().describe(`Lines for sh: ${undo}`),
    })
    .optional()
    .describe('In whatever the lines ask: MySQL, RabbitMQ, Kafka, a program of your own'),
};

export type SqlPlace = NonNullable<z.output<typeof placeShape.sql>>;
export type CommandPlace = NonNullable<z.output<typeof placeShape.command>>;

/** The settings of all queue and job faults that say where. */
export interface WhereSettings {
  readonly service?: string | undefined;
  readonly list?: string | undefined;
  readonly redis?: { readonly service: string; readonly list: string } | undefined;
  readonly sql?: SqlPlace | undefined;
  readonly command?: CommandPlace | undefined;
  readonly job?: string | undefined;
}

/** What is wrong with where and what, if anything. */
export function wrongPlace(settings: WhereSettings, onlyOfLists: readonly string[]): string | undefined {
  const { service, list, redis, sql, command, job } = settings;
  const short = service !== undefined || list !== undefined;
  const said = [short, redis !== undefined, sql !== undefined, command !== undefined].filter(Boolean).length;
  if (said !== 1) return 'expected one place: `service` and `list` (or `redis`), `sql`, or `command`';
  if (short && (service === undefined || list === undefined))
    return `expected \`${service === undefined ? 'service' : 'list'}\`, too: ${service === undefined ? 'the Redis server' : 'the key of the list'}`;
  if (job === undefined && (short || redis !== undefined)) return 'expected `job`, what is put into the list';
  if (job !== undefined && sql !== undefined) return 'expected no `job`: the statements of `put` say it';
  if (command !== undefined && job?.includes('\n') === true) return 'expected a `job` of one line, for each is one of the standard input';
  const stray = short ? undefined : onlyOfLists.find(key => (settings as Readonly<Record<string, unknown>>)[key] !== undefined);
  return stray === undefined ? undefined : `expected no \`${stray}\` here: it is for \`service\` and \`list\``;
}

/** The service that holds the jobs; undefined on the bastion. */
export function whereOf({ service, redis, sql, command }: WhereSettings): string | undefined {
  return service ?? redis?.service ?? sql?.service ?? command?.on;
}

export function checkPlace(settings: WhereSettings, stack: Stack): readonly string[] {
  const { sql } = settings;
  const service = stack.services.find(({ name }) => name === sql?.service);
  return [...unknownService(whereOf(settings), stack), ...(service === undefined ? [] : unknownRole(sql?.role, service))];
}

/** Puts jobs into a place; what was put half-way is taken out again. */
export async function injectInto(
  place: Place,
  { what, hint }: { readonly what: string; readonly hint: string },
  { signal }: FaultContext,
): Promise<InjectedFault> {
  try {
    await place.put(signal);
  } catch (thrown) {
    throw notInjected(`${what} could not be put into ${place.name}`, thrown, hint);
  }
  return {
    proveEffect: () => prove(place.name, signal, limit => place.look(limit), place.lookMs),
    undo: () => place.remove(),
  };
}
