import { z } from 'zod';

/** A query, or a file of them (path relative to the scenario), as one of the service's roles. */
export const sqlSettings = z
  .strictObject({
    service: z.string().describe('The PostgreSQL server'),
    query: z.string().optional().describe('The statements'),
    file: z.string().optional().describe('A file of them instead; path relative to the scenario'),
    role: z
      .string()
      .optional()
      .describe("`app`, `operator`, or another of the service's `roles`; `app` for probes, `operator` for preparations"),
    database: z.string().optional().describe('Name of the database; else that of `POSTGRES_DB`'),
    host: z
      .string()
      .regex(/^[^\s:]+(:\d+)?$/, 'expected host or host:port')
      .optional()
      .describe("`host` or `host:port` to go through, instead of the service's own name"),
  })
  .refine(({ query, file }) => (query === undefined) !== (file === undefined), { error: 'expected either `query` or `file`' });
export type SqlSettings = z.output<typeof sqlSettings>;
