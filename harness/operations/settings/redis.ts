import { z } from 'zod';

/** One command, as words or as a line without quoting. */
export const redisSettings = z.strictObject({
  service: z.string().describe('The Redis server'),
  command: z
    .union([
      z.array(z.union([z.string(), z.number()]).transform(String)).min(1),
      z
        .string()
        .min(1)
        .transform(line => line.trim().split(/\s+/)),
    ])
    .describe('One command, as a list of words or as a line without quotes'),
});
export type RedisSettings = z.output<typeof redisSettings>;
