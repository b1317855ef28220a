import { z } from 'zod';
import type { WhereSettings } from '../queue/place.ts';

const ends = z.enum(['left', 'right']);

export interface ListSettings {
  readonly end?: 'left' | 'right' | undefined;
  readonly also?: readonly string[] | undefined;
  readonly match?: string | undefined;
}

/** Settings of a fault with one job: a list of Redis is told under `redis`, or by the same keys on their own. */
export interface JobSettings extends WhereSettings, ListSettings {
  readonly redis?: ({ readonly service: string; readonly list: string } & ListSettings) | undefined;
}

/** Keys that say something of a list only. */
export const listKeys = ['end', 'also', 'match'] as const;

function keysOf(end: string) {
  return {
    end: ends.optional().describe(`${end}; right`),
    also: z
      .array(z.string())
      .optional()
      .describe('Other lists through which the job goes while it is in the way, such as the one of jobs in progress'),
    match: z
      .string()
      .min(1)
      .optional()
      .describe('A piece of the job by which it is known again where workers rewrite jobs; else the whole job'),
  };
}

/** On their own, beside `service`. */
export function listShape(end: string) {
  return { list: z.string().min(1).optional().describe('Key of its list'), ...keysOf(end) };
}

export function redisShape(end: string) {
  return z
    .strictObject({
      service: z.string().describe('The Redis server'),
      list: z.string().min(1).describe('Key of the list'),
      ...keysOf(end),
    })
    .optional()
    .describe('In a list of Redis');
}

/** The list that the settings tell, in either way; its name is empty when they tell another place. */
export function listIn(settings: JobSettings) {
  const { service = '', list = '', end = 'right', also = [], match } = settings.redis ?? settings;
  return { service, list, end, also, match } as const;
}

export function wrongMatch(settings: JobSettings): readonly string[] {
  const { match } = listIn(settings);
  return match === undefined || settings.job?.includes(match) === true
    ? []
    : [`unexpected match ${JSON.stringify(match)}, expected a piece of the job`];
}
