import { z } from 'zod';

/** A query, or a file of them (path relative to the scenario), as one of the service's roles. */
export const sqlSettings = z.strictObject({
  service: z.string(),
  query: z.string().optional(),
  file: z.string().optional(),
  role: z.string().default('app'),
  database: z.string().optional(),
}).refine(({ query, file }) => (query === undefined) !== (file === undefined), { error: 'expected either `query` or `file`' });
export type SqlSettings = z.output<typeof sqlSettings>;
