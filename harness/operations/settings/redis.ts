import { z } from 'zod';

/** One command, as words or as a line without quoting. */
export const redisSettings = z.strictObject({
  service: z.string(),
  command: z.union([
    z.array(z.union([z.string(), z.number()]).transform(String)).min(1),
    z
      .string()
      .min(1)
      .transform(line => line.trim().split(/\s+/)),
  ]),
});
export type RedisSettings = z.output<typeof redisSettings>;
