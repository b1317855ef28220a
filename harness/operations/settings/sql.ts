import { z } from 'zod';

/** A query, or a file of them (path relative to the scenario), as one of the service's roles. */
export const sqlSettings = z
  .strictObject({
    service: z.string(),
    query: z.string().optional(),
    file: z.string().optional(),
    /** `app`, `operator`, or another of the service's `roles`. Absent: who asks decides, `app` for probes. */
    role: z.string().optional(),
    database: z.string().optional(),
    /** `host` or `host:port` to go through, instead of the service's own name. */
    host: z
      .string()
      .regex(/^[^\s:]+(:\d+)?$/, 'expected host or host:port')
      .optional(),
  })
  .refine(({ query, file }) => (query === undefined) !== (file === undefined), { error: 'expected either `query` or `file`' });
export type SqlSettings = z.output<typeof sqlSettings>;
